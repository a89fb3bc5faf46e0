import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { beginSpan } from '#domain/telemetry/tracing.server'
import { routeOf, type TemplateOf } from './route-of'

/** Told of every request that has been answered. `durationSeconds` runs until the last byte. */
export type OnAnswered = (facts: { method: string; route: string; status: number; durationSeconds: number }) => void

/**
 * Gives each request an id, which the response carries as `X-Request-Id`, and a span, which goes on the trace that its sender may have
 * begun; and writes one line when it is answered. Query strings are left out, since searches are private.
 */
export function logRequests(logger: Logger, templateOf: TemplateOf, onAnswered: OnAnswered): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    const requestId = randomUUID()
    const requestLogger = logger.child({ requestId })
    // Whoever answers below a mounted path sees the rest of it alone.
    const { path } = request
    const { span, run } = beginSpan(`request ${request.method}`, { purpose: 'request', parent: request.get('traceparent') })
    response.locals.requestId = requestId
    response.locals.logger = requestLogger
    response.setHeader('X-Request-Id', requestId)
    response.on('close', () => run(() => {
      const durationMs = Math.round(performance.now() - started)
      const { statusCode: status } = response
      const route = routeOf(request, path, templateOf)
      const facts = { method: request.method, path: loggedPath(path), route, status, durationMs }
      const level = status >= 500 ? 'error' : path.startsWith('/assets/') ? 'debug' : 'info'
      requestLogger[level]({ ...facts, whole: response.writableFinished }, 'request')
      onAnswered({ method: request.method, route, status, durationSeconds: durationMs / 1000 })
      span.updateName(`${request.method} ${route}`).setAttributes({
        'http.request.method': request.method, 'http.route': route, 'http.response.status_code': status, 'steno.request_id': requestId,
      })
      span.end()
    }))
    run(next)
  }
}

/** Viewers' links open what they name to whoever reads them. */
function loggedPath(path: string): string {
  return path.replace(/^\/watch\/[^/]+/, '/watch/…')
}
