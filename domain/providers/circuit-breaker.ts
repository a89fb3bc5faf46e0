/**
 * A circuit breaker as a value: `closed` (every call goes out), `open` (none does until `openUntilMs`), then one call at
 * a time goes out as a probe. It keeps a provider that is down from costing every job its whole time-out.
 */
export interface Breaker {
  /** Calls that failed in a row. */
  readonly failures: number
  /** Milliseconds since 1970; 0 while closed. */
  readonly openUntilMs: number
  readonly isProbing: boolean
}

export interface BreakerOptions {
  /** Failures in a row that open it. */
  failuresMax: number
  /** How long it stays open the first time; it doubles with each probe that fails. */
  openMsMin: number
  openMsMax: number
}

export const closedBreaker: Breaker = { failures: 0, openUntilMs: 0, isProbing: false }

/** Whether a call may go out now, and the breaker after it did; null where it may not. */
export function admit(breaker: Breaker, nowMs: number): Breaker | null {
  if (breaker.openUntilMs === 0) return breaker
  if (nowMs < breaker.openUntilMs || breaker.isProbing) return null
  return { ...breaker, isProbing: true }
}

/** After a call that the provider failed. */
export function afterFailure(breaker: Breaker, nowMs: number, options: BreakerOptions): Breaker {
  const failures = breaker.failures + 1
  if (failures < options.failuresMax) return { failures, openUntilMs: 0, isProbing: false }
  const openMs = Math.min(options.openMsMin * 2 ** (failures - options.failuresMax), options.openMsMax)
  return { failures, openUntilMs: nowMs + openMs, isProbing: false }
}

/** After a call that says nothing of the provider, such as one that its caller gave up: the next one is the probe. */
export function afterNoVerdict(breaker: Breaker): Breaker {
  return { ...breaker, isProbing: false }
}
