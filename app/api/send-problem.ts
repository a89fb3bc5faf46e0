import type { Response } from 'express'
import type { Logger } from 'pino'
import { headersOf } from '../web/retry-after.server'
import { RECORDING_HEADER, type Dialect } from './dialect'
import { logProblem, toProblem } from './problem'

/** Ends a request with a refusal, or closes it where something of an answer has been sent already. */
export function sendProblem(response: Response, error: unknown, { refuse }: Pick<Dialect, 'refuse'>): void {
  const problem = toProblem(error, response.locals.requestId as string | undefined)
  const logger = response.locals.logger as Logger
  // Work that stops because nobody waits for it any more is no defect.
  if (response.destroyed) return void logger.debug({ err: error }, 'The client has gone.')
  logProblem(logger, problem.code, error)
  if (response.headersSent) return void response.destroy()
  if (!response.hasHeader('Retry-After')) response.set(headersOf({ params: problem.params ?? {} }))
  const { status, headers = {}, type, body } = refuse(problem, { hasRecording: response.hasHeader(RECORDING_HEADER) })
  response.set(headers).status(status).set('Cache-Control', 'no-store').type(type).send(JSON.stringify(body))
}
