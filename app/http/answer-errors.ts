import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { refuse } from './refuse'

/** Answers what failed before it reached a page; `logger` is for requests that have none of their own yet. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number }, _request, response, next) => {
    if (response.headersSent) return next(error)
    // 403: a path that leads out of a folder of files.
    if (error.status === 404 || error.status === 403) return void refuse(response, 'not_found', 'There is nothing here.')
    if (error.status === 400) return void refuse(response, 'bad_request', 'This address cannot be read.')
    const requestLogger = (response.locals.logger as Logger | undefined) ?? logger
    requestLogger.error({ err: error }, 'A request failed before it reached a page.')
    void refuse(response, 'internal', 'Something went wrong on our side.')
  }
}
