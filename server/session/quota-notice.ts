const MINUTE_MS = 60_000
const NEAR_MS = 5 * MINUTE_MS
const NEAR_STEP_MS = 10_000

/** Tells when the client should hear how much of its plan is left (server/SPEC.md 5.2). */
export class QuotaNotice {
  #told: number | null = null

  /** The milliseconds to tell, or null where they are no news. */
  next(leftMs: number | null): number | null {
    if (leftMs === null) return null
    const stepMs = leftMs < NEAR_MS ? NEAR_STEP_MS : MINUTE_MS
    const rounded = Math.ceil(leftMs / stepMs) * stepMs
    if (rounded === this.#told) return null
    this.#told = rounded
    return leftMs
  }
}
