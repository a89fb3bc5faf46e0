import type { RequestHandler } from 'express'
import { REPLAY_HEADER } from './answer-once'
import { RECORDING_HEADER } from './dialect'

const PREFLIGHT_SECONDS = 3600
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID'
const RESPONSE_HEADERS = [
  'Location', 'Link', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-Request-Id', REPLAY_HEADER,
  RECORDING_HEADER,
].join(', ')

/** What pages of other origins may send; by default what the API takes. */
export interface AllowedRequests {
  headers?: string
  methods?: readonly string[]
}

/**
 * Lets pages of these origins use the API (`*` is any). They have to bring a credential: cookies are neither asked for
 * nor looked at, so that nothing is opened to a page by who is logged in with its browser.
 */
export function allowOrigins(
  origins: readonly string[], { headers = REQUEST_HEADERS, methods = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'] }: AllowedRequests = {},
): RequestHandler {
  return (request, response, next) => {
    if (origins.length === 0) return next()
    const origin = request.get('Origin')
    response.vary('Origin')
    if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return next()
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': RESPONSE_HEADERS })
    if (request.method === 'OPTIONS' && request.get('Access-Control-Request-Method') !== undefined) {
      response.set({
        'Access-Control-Allow-Methods': methods.join(', '),
        'Access-Control-Allow-Headers': headers,
        'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
      })
    }
    next()
  }
}
