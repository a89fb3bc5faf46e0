import type { LoaderFunctionArgs } from '@remix-run/node'
import { errorCodes, type ErrorCode } from '#domain/errors/error-codes'
import { endpoints } from '~/api/endpoints'
import { describeApi } from '~/api/open-api'
import { titleOf } from '~/api/problem'
import { refusalsOf } from '~/api/problem-codes'
import { paths } from '~/web/paths'
import { listRows, tellType, type Schema, type SchemaRow } from './schema-rows'

interface Media {
  schema: Schema & { 'x-events'?: Record<string, Schema> }
}
interface Parameter {
  name: string
  in: string
  required: boolean
  description?: string
  schema: Schema
}
interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: { bearer: string[] }[]
  parameters: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** A part of a request or an answer: what it is called, and its fields. */
export interface ShownPart {
  name: string
  rows: SchemaRow[]
}

/** What the page shows: every operation in words, made of the same document that programs read. */
export async function loadApi(args: LoaderFunctionArgs) {
  const serverUrl = args.context.services.config.publicUrl + paths.api()
  // Our own document, of which the type says no more than that it is JSON.
  const document = describeApi(endpoints, serverUrl) as unknown as OpenApi
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      toShown(method.toUpperCase(), path, operation, document.components.schemas)))
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  return {
    serverUrl,
    chapters: tags.map((tag) => ({ tag, operations: operations.filter((one) => one.tag === tag) })),
    problems: listProblems(),
  }
}

export type ApiData = Awaited<ReturnType<typeof loadApi>>
export type ShownOperation = ApiData['chapters'][number]['operations'][number]

function toShown(method: string, path: string, operation: Operation, components: Record<string, Schema>) {
  const { operationId, tags, summary, description = '', security, parameters, requestBody, responses } = operation
  const scope = security[0]?.bearer[0] ?? null
  const isRefusal = ([status]: [string, unknown]) => Number(status) >= 400
  const answers = Object.entries(responses).filter((entry) => !isRefusal(entry))
  const toParts = (content: Record<string, Media>): ShownPart[] => Object.entries(content).flatMap(([type, { schema }]) => [
    { name: type, rows: listRows(schema, components) },
    ...Object.entries(schema['x-events'] ?? {}).map(([event, data]) =>
      ({ name: `event: ${event}`, rows: listRows(data, components) })),
  ])
  return {
    id: operationId, method, path, tag: tags[0]!, summary, description, scope, isPublic: security.length === 0,
    parameters: parameters.map(({ name, in: place, required, description: what = '', schema }): SchemaRow => ({
      name, depth: 0, type: `${place}, ${tellType(schema, components)}`, isRequired: required, description: what,
    })),
    bodies: toParts(requestBody?.content ?? {}),
    answers: answers.map(([status, answer]) =>
      ({ status, description: answer.description, parts: toParts(answer.content ?? {}) })),
    problems: Object.entries(responses).filter(isRefusal).flatMap(([, answer]) => answer.description.split(', ')),
  }
}

function listProblems() {
  const codes = new Set(endpoints.flatMap(refusalsOf).concat(['not_found', 'method_not_allowed']))
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) => codes.has(code))
    .map((code) => ({ code, title: titleOf(code), ...errorCodes[code] }))
}
