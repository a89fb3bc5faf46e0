/** When a part that died is started again, and when no more. All times in milliseconds. */
export interface BackOff {
  firstMs: number
  maxMs: number
  /** A part that ran for this long was healthy: its death starts the count anew. */
  healthyMs: number
  /** So many quick deaths in a row, and it is given up. */
  deathsMax: number
}

export const productBackOff: BackOff = { firstMs: 500, maxMs: 15_000, healthyMs: 30_000, deathsMax: 6 }

/** Counts quick deaths. */
export class DeathCount {
  private deaths = 0

  constructor(private readonly policy: BackOff) {}

  /**
   * Notes a death after a life of `lifeMs`.
   * @returns how long to wait before the next start, or null to give up
   */
  next(lifeMs: number): number | null {
    this.deaths = lifeMs >= this.policy.healthyMs ? 1 : this.deaths + 1
    if (this.deaths >= this.policy.deathsMax) return null
    return Math.min(this.policy.firstMs * 2 ** (this.deaths - 1), this.policy.maxMs)
  }
}
