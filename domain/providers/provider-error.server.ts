import { APIError, APIUserAbortError } from 'openai'
import { AppError, isAppError } from '#domain/errors/app-error'
import { parseRetryAfterMs } from './retry-wait'

/** What people may be told of a call that failed; the provider's own words stay in `cause`, for the log. */
export function toProviderError(error: unknown): AppError {
  if (isAppError(error)) return error
  if (error instanceof APIUserAbortError) return cancelled(error)
  // The client parses bodies itself, and lets JSON.parse speak.
  if (error instanceof SyntaxError) {
    return new AppError('provider_garbled', 'The model server gave an answer that cannot be used.', { cause: error })
  }
  const status = error instanceof APIError ? error.status : undefined
  if (status === 429) return new AppError('provider_busy', 'The model server is asked too much right now.', { cause: error })
  if (isNoFaultOfTheRequest(status)) {
    return new AppError('provider_unavailable', 'The model server cannot be reached right now.', { cause: error })
  }
  const reason = `The model server refused the request (status ${status}).`
  return new AppError('provider_refused', reason, { cause: error })
}

/** What a call ends with whose caller gave it up. */
export function cancelled(cause?: unknown): AppError {
  return new AppError('cancelled', 'This was cancelled.', { cause })
}

/** Whether a provider that fails so may be down: its circuit breaker counts these. */
export function speaksAgainstProvider(error: AppError): boolean {
  return error.code === 'provider_unavailable' || error.code === 'provider_busy'
}

/**
 * Whether the provider refused this very text, such as one that is too long for it: with another it may well go on. A
 * key or a model that it does not know, for instance, speaks against every text.
 */
export function isRefusalOfInput(error: AppError): boolean {
  const status = error.cause instanceof APIError ? error.cause.status : undefined
  return error.code === 'provider_input_too_long' || [400, 413, 422].includes(status ?? 0)
}

/** What the provider asks to wait, in milliseconds; null where it does not. */
export function retryAfterMsOf(error: AppError): number | null {
  const headers = error.cause instanceof APIError ? error.cause.headers : undefined
  return parseRetryAfterMs(headers?.get('retry-after'), Date.now())
}

/** Without a status nothing was answered, or nothing that can be read. */
function isNoFaultOfTheRequest(status: number | undefined): boolean {
  return status === undefined || status >= 500 || status === 408 || status === 409
}
