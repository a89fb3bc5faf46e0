/** As in Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet …", SIGIR 2009. */
const K = 60

/**
 * Fuses ranked lists, best first, by reciprocal rank: what several lists hold comes before what one does. Each list has
 * a weight. Returns every item once, the best first; of equals, what came first in the earlier list stays first.
 */
export function fuseRanks<T>(
  lists: readonly { items: readonly T[]; weight?: number }[], keyOf: (item: T) => string,
): { item: T; score: number }[] {
  const fused = new Map<string, { item: T; score: number }>()
  for (const { items, weight = 1 } of lists) {
    for (const [index, item] of items.entries()) {
      const key = keyOf(item)
      const known = fused.get(key) ?? { item, score: 0 }
      known.score += weight / (K + index + 1)
      fused.set(key, known)
    }
  }
  return [...fused.values()].sort((one, other) => other.score - one.score)
}
