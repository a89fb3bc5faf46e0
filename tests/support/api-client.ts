import { expect } from 'vitest'
import { StenoClient } from '../../client/steno-client'
import { checkAnswer } from './check-answer'

export interface ApiAnswer {
  status: number
  headers: Headers
  text: string
  /** The body, where it is JSON. Tests know what they asked for. */
  json: ReturnType<typeof JSON.parse>
}

type Sendable = string | Uint8Array | FormData | AsyncIterable<Uint8Array>

let machines = 0

/** A program that uses the API, on a machine of its own. It holds each answer against what the API says of itself. */
export class ApiClient {
  /** As a proxy would tell it: what guests do is counted by it. */
  readonly address = `10.1.${Math.floor(++machines / 250)}.${1 + (machines % 250)}`

  /** The client that is made for programs, from the same machine and with the same credential. It waits for nothing. */
  readonly steno: StenoClient

  constructor(readonly url: string, readonly credential: string | null = null) {
    const apiKey = credential ?? undefined
    this.steno = new StenoClient({ url, apiKey, fetch: (request) => this.fetch(request), patience: { retries: 0 } })
  }

  /** Sends what the typed client would, and holds the answer against the document unless it is one of events. */
  async fetch(request: Request): Promise<Response> {
    request.headers.set('X-Forwarded-For', this.address)
    const response = await fetch(request)
    const type = response.headers.get('Content-Type') ?? ''
    if (type.startsWith('text/event-stream')) return response
    const { pathname, search } = new URL(request.url)
    const path = `${pathname.slice('/api/v1'.length)}${search}`
    const text = await response.clone().text()
    await checkAnswer(this.url, { method: request.method, path, status: response.status, type, text })
    return response
  }

  /** The same program with another credential. */
  as(credential: string): ApiClient {
    return new ApiClient(this.url, credential)
  }

  open(
    method: string, path: string, headers: Record<string, string> = {}, body?: Sendable, signal?: AbortSignal,
  ): Promise<Response> {
    const own = {
      'X-Forwarded-For': this.address, ...(this.credential !== null && { Authorization: `Bearer ${this.credential}` }),
    }
    const init = { method, headers: { ...own, ...headers }, body, signal, duplex: 'half', redirect: 'manual' }
    return fetch(`${this.url}/api/v1${path}`, init as unknown as RequestInit)
  }

  /** Sends JSON, where there is something to send. */
  async call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const body = json === undefined ? undefined : JSON.stringify(json)
    return this.send(method, path, { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers }, body)
  }

  /** Sends any body. */
  async send(method: string, path: string, headers: Record<string, string>, body?: Sendable): Promise<ApiAnswer> {
    const response = await this.open(method, path, headers, body)
    const text = await response.text()
    const type = response.headers.get('Content-Type') ?? ''
    await checkAnswer(this.url, { method, path, status: response.status, type, text })
    const json = /\bjson\b/.test(type) && text !== '' ? JSON.parse(text) : null
    return { status: response.status, headers: response.headers, text, json }
  }

  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.call('GET', path, undefined, headers)
  }

  post(path: string, json?: unknown, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.call('POST', path, json, headers)
  }

  /** Expects a refusal of that code. */
  async refused(
    code: string, method: string, path: string, json?: unknown, headers?: Record<string, string>,
  ): Promise<ApiAnswer> {
    const answer = await this.call(method, path, json, headers)
    expect({ path, status: answer.status, code: answer.json?.code }).toEqual({ path, status: answer.json?.status, code })
    return answer
  }
}
