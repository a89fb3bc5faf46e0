/** One answer serves all who ask while it is made and `ms` after. */
export function keepFor<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null
  let keptUntil = Infinity
  return () => {
    if (kept && performance.now() < keptUntil) return kept
    keptUntil = Infinity
    kept = make().finally(() => {
      keptUntil = performance.now() + ms
    })
    return kept
  }
}
