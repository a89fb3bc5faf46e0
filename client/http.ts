import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './api-types'
import type { Transport } from './transport'

/** Every operation by its address, typed; what is refused is thrown, so `data` is there (see `dataOf`). */
export type Http = Client<paths>

/** POSTs that only read need no name: sent twice, they do nothing twice. */
const READING = /\/search\/semantic$/

export function makeHttp(baseUrl: string, transport: Transport): Http {
  return createClient<paths>({ baseUrl, fetch: (request) => sendNamed(transport, request, baseUrl) })
}

/** Names each POST, so that a second attempt of it is not carried out a second time. */
function sendNamed(transport: Transport, request: Request, baseUrl: string): Promise<Response> {
  const { method, headers, url } = request
  if (method === 'POST' && !headers.has('Idempotency-Key') && !READING.test(new URL(url).pathname)) {
    headers.set('Idempotency-Key', crypto.randomUUID())
  }
  const isOfNobody = url.startsWith(`${baseUrl}/auth/`)
  return transport.send(() => request.clone(), isOfNobody ? { credentials: null } : {})
}

/** What an operation answers. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  // Refusals have been thrown by then.
  return (await call).data as T
}
