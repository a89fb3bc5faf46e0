import { expect, it } from 'vitest'
import { listRows, tellType, type Schema } from './schema-rows'

const components: Record<string, Schema> = {
  Step: { type: 'object', description: 'A step.', properties: { step: { type: 'string' } }, required: ['step'] },
}

it('lists fields with those within', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      error: { anyOf: [{ type: 'object', properties: { code: { type: 'string' } } }, { type: 'null' }], description: 'Why.' },
      steps: { type: 'array', items: { $ref: '#/components/schemas/Step' } },
    },
    required: ['id'],
  }
  expect(listRows(schema, components).map(({ name, depth, type, isRequired }) => [name, depth, type, isRequired])).toEqual([
    ['id', 0, 'string (uuid)', true], ['error', 0, 'object or null', false], ['code', 1, 'string', false],
    ['steps', 0, 'list of object', false], ['step', 1, 'string', true],
  ])
  expect(listRows(schema, components)[1]!.description).toBe('Why.')
})

it('tells words and constants as they are sent', () => {
  expect(tellType({ type: 'string', enum: ['a', 'b'] }, {})).toBe('"a" or "b"')
  expect(tellType({ type: 'string', const: 'Bearer' }, {})).toBe('"Bearer"')
  expect(tellType({ $ref: '#/components/schemas/Step' }, components)).toBe('object')
  expect(tellType({}, {})).toBe('anything')
})

it('ends in schemas without an end', () => {
  const endless: Record<string, Schema> = { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } }
  expect(listRows(endless.Node!, endless).length).toBeLessThan(10)
})
