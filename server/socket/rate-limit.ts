/** At most so many events in any window of a fixed length, counted anew when it is over. */
export class RateLimit {
  readonly #most: number
  readonly #windowMs: number
  #count = 0
  #until = 0

  constructor(most: number, windowMs: number) {
    this.#most = most
    this.#windowMs = windowMs
  }

  /** Counts an event; false where there were too many. */
  allow(now = Date.now()): boolean {
    if (now >= this.#until) {
      this.#until = now + this.#windowMs
      this.#count = 0
    }
    this.#count += 1
    return this.#count <= this.#most
  }

  isOver(now = Date.now()): boolean {
    return now >= this.#until
  }
}

/** A rate for each key; keys that have been quiet for a window are forgotten. */
export class RateLimits {
  readonly #make: () => RateLimit
  readonly #byKey = new Map<string, RateLimit>()

  constructor(most: number, windowMs: number) {
    this.#make = () => new RateLimit(most, windowMs)
  }

  allow(key: string, now = Date.now()): boolean {
    if (this.#byKey.size > 10_000) this.#forget(now)
    const limit = this.#byKey.get(key) ?? this.#make()
    this.#byKey.set(key, limit)
    return limit.allow(now)
  }

  #forget(now: number): void {
    for (const [key, limit] of this.#byKey) if (limit.isOver(now)) this.#byKey.delete(key)
  }
}
