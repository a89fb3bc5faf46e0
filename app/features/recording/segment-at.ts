/**
 * Index of the last segment that has begun at a moment, in milliseconds; -1 before the first. Segments are in order
 * of time.
 */
export function segmentAt(segments: readonly { startMs: number }[], ms: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.startMs <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}
