import { readCredential } from './authenticate'
import { BEAT, type Dialect } from './dialect'

/** That of `/api/v1`: bearers, RFC 9457 and events with names. */
export const ownDialect: Dialect = {
  readCredential: (request) => readCredential(request, ['Bearer']),
  refuse: (problem) => ({ status: problem.status, type: 'application/problem+json', body: problem }),
  // JSON has no line breaks of its own.
  writeEvent: (event, data) => (event === '' ? BEAT : `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  knowsIdempotency: true,
}
