import type { SeededRandom } from './seeded-random'

/** A JSON Schema, as far as the API's own document uses one. */
export interface GeneratorSchema {
  $ref?: string
  type?: string
  format?: string
  enum?: readonly unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, GeneratorSchema>
  required?: readonly string[]
  items?: GeneratorSchema
  anyOf?: readonly GeneratorSchema[]
}

export interface GeneratorOptions {
  random: SeededRandom
  /** Ids that are there, for whatever wants one. */
  ids: readonly string[]
  /** Chance of something that the schema does not allow. */
  junk: number
}

const oddTexts = [
  '', ' ', '\0', '\n', 'a\u0000b', '\ud800', '💥', 'Họp', '會議', '"', "'; drop table users; --", '<script>', '%00', '../..', '{}', 'null',
  'x'.repeat(300), '-1', '1e309', '٣', '__proto__', 'en', 'zh-TW', 'auto', 'done',
]

const oddUris = [
  'http://127.0.0.1/', 'https://[::1]/', 'https://localhost', 'https://a:b@example.org/', 'https://x\0.example', 'ftp://example.org', '//example.org',
]

/** A value that a schema allows, most of the time. */
export function generateValue(schema: GeneratorSchema, options: GeneratorOptions): unknown {
  const { random, ids, junk } = options
  if (random.next() < junk) return generateJunk(random)
  const { type, format, enum: words, anyOf, items, properties } = schema
  if (anyOf) return generateValue(random.pick(anyOf), options)
  if (schema.const !== undefined) return schema.const
  if (words) return random.pick(words)
  if (format === 'uuid') return random.pick([...ids, '00000000-0000-4000-8000-000000000000'])
  if (format === 'uri') return random.pick(['https://hooks.invalid/a', 'https://hooks.invalid/b', ...oddUris])
  if (format === 'date-time') return random.pick(['2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
  switch (type) {
    case 'string': return random.pick(oddTexts).slice(0, schema.maxLength)
    case 'integer': case 'number': return between(random, schema.minimum ?? 0, Math.min(schema.maximum ?? 1000, 100_000))
    case 'boolean': return random.next() < 0.5
    case 'null': return null
    case 'array': return Array.from({ length: random.below(4) }, () => generateValue(items ?? {}, options))
    default: return generateObject(properties ?? {}, schema.required ?? [], options)
  }
}

function generateObject(properties: Record<string, GeneratorSchema>, required: readonly string[], options: GeneratorOptions) {
  const { random, junk } = options
  const fields = Object.entries(properties).filter(([name]) => random.next() < (required.includes(name) ? 1 - junk : 0.5))
  const object = Object.fromEntries(fields.map(([name, field]) => [name, generateValue(field, options)]))
  return random.next() < junk / 2 ? { ...object, [random.pick(oddTexts)]: 1 } : object
}

function generateJunk(random: SeededRandom): unknown {
  return random.pick<unknown>([...oddTexts, null, true, 0, -1, 1.5, 2 ** 53, 1e300, [], [[]], {}, { a: { b: [null] } }])
}

const between = (random: SeededRandom, min: number, max: number) => min + random.below(max - min + 1)
