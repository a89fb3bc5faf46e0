import type { ErrorParams } from '#domain/errors/app-error'
import type { ErrorCode } from '#domain/errors/error-codes'

/** An error as pages get it: the code is translated by the catalogue, the message is its English sentence. */
export interface ErrorBody {
  code: ErrorCode
  params: ErrorParams
  message: string
  /** Name of the form field that it is about, where it is about one. */
  field: string | null
}

/** Recognises an error body in what a route threw or answered. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value && 'field' in value
}
