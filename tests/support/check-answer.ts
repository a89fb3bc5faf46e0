import { expect } from 'vitest'
import { z } from 'zod'

interface Media {
  schema: Record<string, unknown>
}
interface Operation {
  operationId: string
  responses: Record<string, { content?: Record<string, Media> }>
}
export interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

export interface CheckedAnswer {
  method: string
  path: string
  status: number
  /** Media type. */
  type: string
  text: string
}

/** Operations and statuses that have been answered, as `getMe 200`. */
export const answered = new Set<string>()

const documents = new Map<string, Promise<OpenApi>>()

/** What an API says of itself; asked once. */
export function readOpenApi(url: string): Promise<OpenApi> {
  const known = documents.get(url)
    ?? fetch(`${url}/api/v1/openapi.json`).then((answer) => answer.json() as Promise<OpenApi>)
  documents.set(url, known)
  return known
}

/** The operation of a request; null for an address or a method that is not described. */
export function findOperation({ paths }: OpenApi, method: string, path: string): Operation | null {
  const plain = path.split('?')[0]!
  const template = Object.keys(paths).find((one) => new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain))
  return (template && paths[template]![method.toLowerCase()]) || null
}

/** Holds an answer against the document: the status, the media type, and JSON against its schema. */
export async function checkAnswer(url: string, { method, path, status, type, text }: CheckedAnswer): Promise<void> {
  const document = await readOpenApi(url)
  const operation = findOperation(document, method, path)
  if (!operation) return
  const where = `${operation.operationId} ${status}`
  const answer = operation.responses[status]
  expect(answer, `${where} is not described: ${text}`).toBeDefined()
  answered.add(where)
  const media = type.split(';')[0]!
  const described = Object.keys(answer!.content ?? {})
  if (described.length === 0) return expect(text, where).toBe('')
  expect(described.some((one) => one.split(';')[0] === media), `${where} is ${media}, not ${described.join()}`).toBe(true)
  if (!/\bjson\b/.test(media)) return
  const misfit = misfitOf(document, answer!.content![media]!.schema, JSON.parse(text))
  expect(misfit, `${where} does not fit its schema: ${text.slice(0, 2000)}`).toBeNull()
}

/** What is wrong with a value; null where it fits. */
export function misfitOf({ components }: OpenApi, schema: Record<string, unknown>, value: unknown): string | null {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll('#/components/schemas/', '#/$defs/')
  const result = z.fromJSONSchema(JSON.parse(whole)).safeParse(value)
  return result.success ? null : result.error.message
}
