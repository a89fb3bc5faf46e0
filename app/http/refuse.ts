import type { Response } from 'express'
import { errorCodes, type ErrorCode } from '#domain/errors/error-codes'

/** Ends a request before it reaches a page. */
export function refuse(response: Response, code: ErrorCode, message: string): void {
  response.status(errorCodes[code].status).set('Cache-Control', 'no-store')
    .json({ error: { code, message, requestId: response.locals.requestId as string } })
}
