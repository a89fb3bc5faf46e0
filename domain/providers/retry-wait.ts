import { limits } from '#domain/limits/limits'

/**
 * How long to wait before a call is tried again, in milliseconds; null to give up: the attempts are used up, or the
 * provider asks for more patience than a call has.
 *
 * @param attempt 1 after the first one failed
 * @param retryAfterMs what the provider asked for, null if it did not
 * @param random from 0 to 1, so that many callers do not come back at once
 */
export function retryWaitMs(attempt: number, retryAfterMs: number | null, random: number): number | null {
  if (attempt >= limits.providerAttemptsMax) return null
  if (retryAfterMs !== null) return retryAfterMs <= limits.providerRetryWaitMsMax ? retryAfterMs : null
  const fullMs = Math.min(limits.providerRetryWaitMsMin * 2 ** (attempt - 1), limits.providerRetryWaitMsMax)
  return fullMs * (0.5 + random / 2)
}

/** The header `Retry-After`, in seconds or as a date, in milliseconds from now; null where it says nothing. */
export function parseRetryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  if (!header) return null
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(waitMs) ? null : Math.max(waitMs, 0)
}
