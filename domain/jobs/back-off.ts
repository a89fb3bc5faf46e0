interface BackOffOptions {
  /** Longest delay before the first repetition. */
  baseMs: number
  /** No delay is longer. */
  maxMs: number
}

/**
 * Delay in milliseconds before a repetition: doubles with each failure, and half of it is chance, so that many that
 * failed together do not come back together.
 *
 * @param failures how often it failed before, from 0
 */
export function backOffMs(failures: number, { baseMs, maxMs }: BackOffOptions, chance = Math.random()): number {
  const longest = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30))
  return Math.round(longest / 2 + (longest / 2) * chance)
}
