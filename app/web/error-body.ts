import { isAppError, type ErrorParams } from '#domain/errors/app-error'
import type { ErrorCode } from '#domain/errors/error-codes'

/** An error as pages get it: the code is translated by the catalogue, the message is its English sentence. */
export interface ErrorBody {
  code: ErrorCode
  params: ErrorParams
  message: string
  /** Name of the form field that it is about, where it is about one. */
  field: string | null
}

/** Null for whatever is no AppError: that is a defect, and its text is nobody's business. */
export function toErrorBody(error: unknown): (ErrorBody & { status: number }) | null {
  if (!isAppError(error)) return null
  const { code, params, message, status } = error
  return { code, params, message, status, field: typeof params.field === 'string' ? params.field : null }
}

/** Recognises an error body in what a route threw or answered. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value && 'field' in value
}
