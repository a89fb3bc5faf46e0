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

/** Whether a call may go out now, and the breaker after it did, `isProbing` where it is the probe; null where it may not. */
export function admit(breaker: Breaker, nowMs: number): Breaker | null {
  if (breaker.openUntilMs === 0) return breaker
  if (nowMs < breaker.openUntilMs || breaker.isProbing) return null
  return { ...breaker, isProbing: true }
}

/**
 * After a call that the provider failed. While it is open the probe alone counts: calls that were under way when it
 * opened tell of the same trouble once more, and must not make it longer.
 */
export function afterFailure(breaker: Breaker, nowMs: number, options: BreakerOptions, isProbe: boolean): Breaker {
  if (breaker.openUntilMs !== 0 && !isProbe) return breaker
  const failures = breaker.failures + 1
  if (failures < options.failuresMax) return { failures, openUntilMs: 0, isProbing: false }
  const openMs = Math.min(options.openMsMin * 2 ** (failures - options.failuresMax), options.openMsMax)
  return { failures, openUntilMs: nowMs + openMs, isProbing: false }
}

/**
 * After the first word of an answer that is still being written: calls go out again, but what failed before is forgotten
 * only when the answer is whole. A server that begins every answer and ends none is down, too.
 */
export function afterFirstWord(breaker: Breaker): Breaker {
  return { ...breaker, openUntilMs: 0, isProbing: false }
}

/** After a call that says nothing of the provider, such as one that its caller gave up: where it was the probe, the next is. */
export function afterNoVerdict(breaker: Breaker, isProbe: boolean): Breaker {
  return isProbe ? { ...breaker, isProbing: false } : breaker
}
