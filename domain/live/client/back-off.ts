/** The first attempt comes at once, and no two of a thousand that lost the same server come together. */
const AT_ONCE_MS = 250
const SECOND_MS = 400
const GROWTH = 1.6
const MOST_MS = 5_000
/** What has been away for so long is not back at any moment, and those who ask for it are many by then. */
const LONG_AWAY_MS = 30_000
const MOST_WHEN_LONG_AWAY_MS = 15_000
/** A connection that has held a session for so long has worked, though nothing may have been said on it. */
const STEADY_MS = 5_000

/**
 * How long to wait before each attempt: hardly at all before the first after a connection that worked, then more each time up to some
 * seconds, and up to a quarter of a minute where it has been in vain for long; at random up to half less.
 */
export class BackOff {
  #attempts = 0
  #begunAt: number | null = null
  /** When the first attempt was made that was in vain. */
  #awaySince = 0
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /**
   * Milliseconds to wait before the next attempt.
   * @param now of a clock in milliseconds that never goes back
   */
  next(now: number): number {
    if (this.#begunAt !== null && now - this.#begunAt >= STEADY_MS) this.#attempts = 0
    this.#begunAt = null
    const attempt = this.#attempts++
    if (attempt === 0) {
      this.#awaySince = now
      return AT_ONCE_MS * this.#random()
    }
    const ceiling = now - this.#awaySince < LONG_AWAY_MS ? MOST_MS : MOST_WHEN_LONG_AWAY_MS
    const most = Math.min(ceiling, SECOND_MS * GROWTH ** (attempt - 1))
    return most * (1 - this.#random() / 2)
  }

  /** A session has begun on a connection. A server that ends there, again and again, is not asked at once each time. */
  begun(now: number): void {
    this.#begunAt = now
  }

  /** What was sent has arrived: the next connection need not be waited for. */
  reset(): void {
    this.#attempts = 0
  }
}
