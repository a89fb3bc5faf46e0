import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Scope } from '#domain/api-keys/scopes'
import type { ErrorCode } from '#domain/errors/error-codes'
import type { TokenHouse } from '#domain/tokens/access-token.server'
import type { Services } from '../web/services'
import type { Caller } from '#domain/tokens/caller'

/** Everything that endpoints may use of the process they run in. */
export interface ApiHouse extends Services {
  tokens: TokenHouse
}

/** Who may: anybody, whoever has a credential, or whoever has one with that scope. */
export type Access = 'public' | 'bearer' | Scope

/** A file as it arrives, with what is said about it. */
export interface IncomingFile<Fields = unknown> {
  fileName: string
  fields: Fields
  bytes: AsyncIterable<Uint8Array>
}

/** A file of a form that says what it says in any order. */
export interface IncomingForm<Fields = unknown> {
  fileName: string
  /** What is said about it; to be asked for once its bytes have been read. */
  allFields(): Promise<Fields>
  bytes: AsyncIterable<Uint8Array>
}

/** A file as it is, of whatever type it is said to be, or JSON that says where there is one. */
export type IncomingMedia<Json = unknown> = { bytes: AsyncIterable<Uint8Array> } | { json: Json }

/** What a request carries: JSON of a schema, or one file, in a form or as it is; the last two for APIs that are not ours. */
export type BodySpec =
  | { json: z.ZodType }
  | { file: z.ZodObject }
  /** `lists` names fields that may come more than once: their values are joined with commas. */
  | { form: z.ZodObject; lists: readonly string[] }
  | { media: z.ZodType }

/** One answer that an endpoint may give: JSON of a schema, texts of these media types, events, or nothing. */
export interface AnswerSpec {
  description: string
  json?: z.ZodType
  text?: readonly string[]
  /** Server-sent events: what each carries as data, by its name. */
  events?: Readonly<Record<string, z.ZodType>>
  /** Headers that come with it, and what they say. */
  headers?: Readonly<Record<string, string>>
}

export interface ServerEvent {
  event: string
  data: unknown
}

type Headers = Readonly<Record<string, string>>

/** An answer as it is sent. `events` is given up where the client goes away. */
export type Answer =
  | { status: number; headers?: Headers; json: unknown }
  | { status: number; headers?: Headers; text: string; type: string }
  | { status: number; headers?: Headers; events: AsyncIterable<ServerEvent> }
  | { status: 204; headers?: Headers }

/** One request to an endpoint, parsed and allowed. */
export interface Call<Params = unknown, Query = unknown, Body = unknown, Who = Caller | null> {
  house: ApiHouse
  caller: Who
  params: Params
  query: Query
  body: Body
  /** Whether the client wants events rather than one answer. */
  wantsEvents: boolean
  /** A header of the request, where it has it. */
  header(name: string): string | undefined
  /** Has every answer from now on carry a header, refusals too. */
  announce(name: string, value: string): void
  requestId: string
  /** The client's address, as far as the configured proxies are trusted. */
  address: string
  /** Aborts when the client has gone, and when it has its answer. */
  signal: AbortSignal
  /** Whether the credential is still good; for answers that take their time. */
  isAllowed(): Promise<boolean>
  logger: Logger
}

/** An endpoint as data: what it takes, what it answers, and the call into the domain that does it. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with parameters as `:name`. */
  path: string
  access: Access
  /** The chapter of the documentation. */
  tag: string
  summary: string
  description?: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: BodySpec
  answers: Readonly<Record<number, AnswerSpec>>
  /** Codes that it may refuse with, besides those of every endpoint (problem-codes.ts). */
  refusals?: readonly ErrorCode[]
  handle(call: Call): Promise<Answer>
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type BodyOf<Body> = Body extends { json: infer Schema } ? OutputOf<Schema>
  : Body extends { file: infer Fields } ? IncomingFile<OutputOf<Fields>>
  : Body extends { form: infer Fields } ? IncomingForm<OutputOf<Fields>>
  : Body extends { media: infer Schema } ? IncomingMedia<OutputOf<Schema>> : undefined
type CallerOf<A> = A extends 'public' ? null : Caller

/** The answers that a specification allows. */
type Allowed<Answers> = {
  [Status in keyof Answers]: { status: Status; headers?: Headers } & (
    | (Answers[Status] extends { json: infer Schema extends z.ZodType } ? { json: z.input<Schema> } : never)
    | (Answers[Status] extends { text: readonly string[] } ? { text: string; type: string } : never)
    | (Answers[Status] extends { events: object } ? { events: AsyncIterable<ServerEvent> } : never)
    | (Status extends 204 ? { status: 204 } : never)
  )
}[keyof Answers]

type Told = 'method' | 'path' | 'tag' | 'summary' | 'description' | 'refusals'

interface TypedEndpoint<A extends Access, P, Q, B, R> extends Pick<Endpoint, Told> {
  access: A
  params?: P
  query?: Q
  body?: B
  answers: R
  handle(call: Call<OutputOf<P>, OutputOf<Q>, BodyOf<B>, CallerOf<A>>): Promise<Allowed<R>>
}

/** Holds an endpoint to its own schemas, and gives it to the dispatcher, who knows nothing of them. */
export function defineEndpoint<
  const A extends Access,
  R extends Readonly<Record<number, AnswerSpec>>,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends BodySpec | undefined = undefined,
>(endpoint: TypedEndpoint<A, P, Q, B, R>): Endpoint {
  return endpoint as unknown as Endpoint
}
