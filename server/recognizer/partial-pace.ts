import { limits } from '#domain/limits/limits'

/** Below this share of busy time partials come as often as they may, above the other as rarely as they may. */
const RELAXED = 0.3
const PRESSED = 0.75
/** A stream's own partials take at most this share of the thread's time where that is possible. */
const OWN_SHARE = 0.2

/** Milliseconds of speech from one partial to the next: SPEC 6.3. */
export function partialIntervalMs(busy: number, lastDecodeMs: number): number {
  const { livePartialMsMin: least, livePartialMsMax: most } = limits
  const pressure = Math.min(1, Math.max(0, (busy - RELAXED) / (PRESSED - RELAXED)))
  return Math.min(most, Math.max(least + (most - least) * pressure, lastDecodeMs / OWN_SHARE))
}
