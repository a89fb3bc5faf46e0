import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

/** Told of every request that has been answered. `durationSeconds` runs until the last byte. */
export type OnAnswered = (facts: { method: string; status: number; durationSeconds: number }) => void

/**
 * Gives each request an id, which the response carries as `X-Request-Id`, and writes one line when it is answered. Query
 * strings are left out, since searches are private.
 */
export function logRequests(logger: Logger, onAnswered: OnAnswered): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    const requestId = randomUUID()
    const requestLogger = logger.child({ requestId })
    // Whoever answers below a mounted path sees the rest of it alone.
    const { path } = request
    response.locals.requestId = requestId
    response.locals.logger = requestLogger
    response.setHeader('X-Request-Id', requestId)
    response.on('close', () => {
      const durationMs = Math.round(performance.now() - started)
      const facts = { method: request.method, path: loggedPath(path), status: response.statusCode, durationMs }
      const level = response.statusCode >= 500 ? 'error' : path.startsWith('/assets/') ? 'debug' : 'info'
      requestLogger[level]({ ...facts, whole: response.writableFinished }, 'request')
      onAnswered({ method: request.method, status: response.statusCode, durationSeconds: durationMs / 1000 })
    })
    next()
  }
}

/** Viewers' links open what they name to whoever reads them. */
function loggedPath(path: string): string {
  return path.replace(/^\/watch\/[^/]+/, '/watch/…')
}
