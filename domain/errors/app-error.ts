import { errorCodes, type ErrorCode } from './error-codes'

/** Values that a translated message may name; they are shown to users, so never put secrets or paths here. */
export type ErrorParams = Readonly<Record<string, string | number>>

/**
 * The one error type of Steno: something that a user, a client or an operator can act on.
 * Everything else that is thrown is a defect and is shown only as `internal`.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** Stable, machine-readable; the message catalogues translate it under `errors.<code>`. */
  readonly code: ErrorCode
  /** HTTP status that fits the code. */
  readonly status: number
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean
  readonly params: ErrorParams

  constructor(code: ErrorCode, message: string, options: { params?: ErrorParams; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.status = errorCodes[code].status
    this.retryable = errorCodes[code].retryable
    this.params = options.params ?? {}
  }
}

/**
 * True for an AppError, also for one thrown by another copy of this module: the web process runs the Vite bundle beside
 * plain modules, so `instanceof` would miss half of them.
 */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && 'status' in error
}
