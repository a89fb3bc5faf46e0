import { Account } from './account'
import { answerEvents, type AnswerEvent } from './answer-events'
import type { components, paths } from './api-types'
import { initOf, type CallOptions } from './call-options'
import { credentialsOfKey, keepInMemory, SessionCredentials, type SessionStore } from './credentials'
import { dataOf, makeHttp, type Http } from './http'
import { Recordings } from './recordings'
import { defaultPatience, Transport, type Patience } from './transport'

export type Answer = components['schemas']['Answer']
export type SearchResults = components['schemas']['SearchResults']
export type SearchQuery = paths['/search/semantic']['post']['requestBody']['content']['application/json']
export type Question = paths['/rag/ask']['post']['requestBody']['content']['application/json']
export type Passage = components['schemas']['Passage']

export interface StenoClientOptions {
  /** Where Steno is, such as `https://steno.example`. */
  url: string
  /** A key; without one the client is a guest until it logs in. */
  apiKey?: string
  /** Where the log-in is kept. Default: as long as this client is. */
  sessions?: SessionStore
  patience?: Partial<Patience>
  /** Default: that of the platform. */
  fetch?: (request: Request) => Promise<Response>
}

/**
 * A client of Steno's API, for Node and browsers. What is refused is thrown as StenoProblem, and as StenoUnreachable
 * where nothing answers; what may pass is tried again first.
 */
export class StenoClient {
  /** Every operation by its address, also those that have no method here. */
  readonly http: Http
  readonly account: Account
  readonly recordings: Recordings
  readonly #transport: Transport
  readonly #baseUrl: string

  constructor({ url, apiKey, sessions = keepInMemory(), patience, fetch = (request) => globalThis.fetch(request) }: StenoClientOptions) {
    this.#baseUrl = `${url.replace(/\/+$/, '')}/api/v1`
    this.#transport = new Transport(fetch, { ...defaultPatience, ...patience })
    this.http = makeHttp(this.#baseUrl, this.#transport)
    const renew = (refreshToken: string) => dataOf(this.http.POST('/auth/refresh', { body: { refreshToken } }))
    this.#transport.credentials = apiKey === undefined ? new SessionCredentials(sessions, renew) : credentialsOfKey(apiKey)
    this.account = new Account(this.http, sessions)
    this.recordings = new Recordings(this.http, this.#transport, this.#baseUrl)
  }

  /** Passages by meaning and words; `nextCursor` leads on. */
  search(query: SearchQuery, options: CallOptions = {}): Promise<SearchResults> {
    return dataOf(this.http.POST('/search/semantic', { ...initOf(options), body: query }))
  }

  /** The whole answer. */
  ask(question: Question, options: CallOptions = {}): Promise<Answer> {
    return dataOf(this.http.POST('/rag/ask', { ...initOf(options), body: question })) as Promise<Answer>
  }

  /** The answer as it is written. */
  async *askEvents(question: Question, { signal, idempotencyKey = crypto.randomUUID() }: CallOptions = {}): AsyncGenerator<AnswerEvent, void, void> {
    const headers = { 'Accept': 'text/event-stream', 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey }
    const body = JSON.stringify(question)
    const make = () => new Request(`${this.#baseUrl}/rag/ask`, { method: 'POST', headers, body, signal })
    yield* answerEvents(await this.#transport.send(make))
  }
}
