import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError, type ErrorParams } from '#domain/errors/app-error'
import { errorCodes, type ErrorCode } from '#domain/errors/error-codes'
import { toErrorBody } from '../web/error-body.server'
import { paths } from '../web/paths'

/** RFC 9457, with the code that programs should go by. */
export const problemShape = z.object({
  type: z.string().describe('Names the kind of problem, and leads to a page about it.'),
  title: z.string().describe('The kind of problem in a few words.'),
  status: z.int(),
  detail: z.string().describe('This one, in an English sentence.'),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).describe('Stable: programs go by this.'),
  retryable: z.boolean().describe('Whether the same request may succeed later.'),
  field: z.string().optional().describe('The part of the request that is at fault.'),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional().describe('Values that the sentence names.'),
  requestId: z.string().optional().describe('Names the request in the logs of Steno.'),
}).meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' })

export type Problem = z.input<typeof problemShape>

/** What a program may be told of an error; of a defect, that there is one. */
export function toProblem(error: unknown, requestId: string | undefined): Problem {
  const told = toErrorBody(error)
  const { code, status, message, params } = told ?? new AppError('internal', 'Something went wrong on our side.')
  const { field, ...values } = params as ErrorParams & { field?: string | number }
  return {
    type: paths.developers(code),
    title: titleOf(code),
    status,
    detail: message,
    code,
    retryable: errorCodes[code].retryable,
    ...(field !== undefined && { field: String(field) }),
    ...(Object.keys(values).length > 0 && { params: values }),
    ...(requestId !== undefined && { requestId }),
  }
}

/** A defect is told to the log alone. */
export function logProblem(logger: Logger, code: ErrorCode, error: unknown): void {
  if (code === 'internal') logger.error({ err: error }, 'A request to the API failed.')
  if (code === 'database_unavailable') logger.warn({ err: error }, 'The database is away.')
}

/** `upload_too_large` is “Upload too large”. */
export function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
