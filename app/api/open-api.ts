import { z } from 'zod'
import { errorCodes, type ErrorCode } from '#domain/errors/error-codes'
import { limits } from '#domain/limits/limits'
import { mayLeaveBodyOut } from './body-left-out'
import type { AnswerSpec, Endpoint } from './endpoint'
import { problemShape } from './problem'
import { refusalsOf } from './problem-codes'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** The description of the API in OpenAPI 3.1, made of the very schemas that requests and answers are held to. */
export function describeApi(endpoints: readonly Endpoint[], serverUrl: string): JsonObject {
  const components: JsonObject = {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => toSchema(schema, io, components)
  const paths: Record<string, JsonObject> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, schemaOf) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Steno', version: '1',
      description: 'Speech into text, on your own machines. Times are milliseconds, moments ISO 8601 in UTC.',
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: 'http', scheme: 'bearer', description: 'An API key (made under Settings, API keys), or an access token.',
        },
      },
    },
  }
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => JsonObject

function operationOf(endpoint: Endpoint, schemaOf: SchemaOf): JsonObject {
  const { method, path, access, tag, summary, description, answers } = endpoint
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[/:-]+(\w)/g, (_, first: string) => first.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: access === 'public' ? [] : [{ bearer: access === 'bearer' ? [] : [access] }],
    parameters: parametersOf(endpoint, schemaOf),
    ...bodyOf(endpoint, schemaOf),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, schemaOf)])),
      ...problemsOf(endpoint, schemaOf),
    },
  }
}

function parametersOf({ params, query, body, method }: Endpoint, schemaOf: SchemaOf): JsonObject[] {
  const file = body && 'file' in body ? body.file : undefined
  const idempotencyKey = {
    name: 'Idempotency-Key', in: 'header', required: false,
    schema: { type: 'string', maxLength: limits.idempotencyKeyCharsMax },
    description: `Names this request: sent again within ${limits.idempotencyKeepMs / 3_600_000} h, it is answered again, `
      + 'not carried out again.',
  }
  return [
    ...fieldsOf(params, 'path', schemaOf),
    ...fieldsOf(query, 'query', schemaOf),
    ...fieldsOf(file, 'query', schemaOf).map((field) => ({ ...field, required: false })),
    ...(method === 'POST' ? [idempotencyKey] : []),
  ]
}

function fieldsOf(object: z.ZodObject | undefined, place: 'path' | 'query', schemaOf: SchemaOf): JsonObject[] {
  if (!object) return []
  const { properties = {}, required = [] } = schemaOf(object, 'input')
  return Object.entries(properties as Record<string, JsonObject>).map(([name, { description, ...schema }]) => ({
    name, in: place, required: (required as string[]).includes(name), schema,
    ...(description !== undefined && { description }),
  }))
}

function bodyOf(endpoint: Endpoint, schemaOf: SchemaOf): JsonObject {
  const { body } = endpoint
  if (!body) return {}
  if ('json' in body) {
    return { requestBody: { required: !mayLeaveBodyOut(endpoint), content: { 'application/json': { schema: schemaOf(body.json, 'input') } } } }
  }
  if (!('file' in body)) return {}
  const { properties = {}, required = [] } = schemaOf(body.file, 'input')
  const form = {
    type: 'object',
    description: 'Text fields come before the file.',
    properties: { ...(properties as JsonObject), file: { type: 'string', format: 'binary' } },
    required: [...(required as string[]), 'file'],
  }
  const raw = { schema: { type: 'string', format: 'binary' } }
  return {
    requestBody: {
      required: true,
      description: 'A form with one file; or the file as it is, with what is said about it in the query.',
      content: {
        'multipart/form-data': { schema: form }, 'application/octet-stream': raw, 'audio/*': raw, 'video/*': raw,
      },
    },
  }
}

function responseOf({ description, json, text = [], events, headers }: AnswerSpec, schemaOf: SchemaOf): JsonObject {
  const content: JsonObject = {
    ...(json && { 'application/json': { schema: schemaOf(json, 'output') } }),
    ...Object.fromEntries(text.map((type) => [type, { schema: { type: 'string' } }])),
    ...(events && { 'text/event-stream': { schema: eventsOf(events, schemaOf) } }),
  }
  return {
    description,
    ...(headers && { headers: Object.fromEntries(Object.entries(headers).map(([name, what]) =>
      [name, { description: what, schema: { type: 'string' } }])) }),
    ...(Object.keys(content).length > 0 && { content }),
  }
}

/** OpenAPI has no word for events yet: the text is described, and what each event carries stands beside it. */
function eventsOf(events: Readonly<Record<string, z.ZodType>>, schemaOf: SchemaOf): JsonObject {
  const names = Object.keys(events)
  return {
    type: 'string',
    description: `Server-sent events, each with JSON as its data: ${names.join(', ')}. Where it breaks off, error, `
      + 'with a Problem.',
    'x-events': Object.fromEntries(names.map((name) => [name, schemaOf(events[name]!, 'output')])),
  }
}

function problemsOf(endpoint: Endpoint, schemaOf: SchemaOf): JsonObject {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of refusalsOf(endpoint)) {
    const { status } = errorCodes[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const schema = schemaOf(problemShape, 'output')
  return Object.fromEntries([...byStatus].map(([status, codes]) =>
    [String(status), { description: codes.join(', '), content: { 'application/problem+json': { schema } } }]))
}

/** JSON Schema as OpenAPI has it: what has a name stands among the components. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: JsonObject): JsonObject {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema }) => tidy(jsonSchema) })
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $schema: _, $defs: named = {}, ...own } = JSON.parse(text) as JsonObject & { $defs?: JsonObject }
  Object.assign(components, named)
  return own
}

/** A format says what its pattern says, and no reader wants to be told which numbers JavaScript can count. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}
