import { limits } from '#domain/limits/limits'

/** Below this share of busy time partials come as often as they may, above the other as rarely as they may. */
const RELAXED = 0.3
const PRESSED = 0.75
const KEPT_MS = { relaxed: 3500, pressed: 1500 } as const
/** A stream's own partials take at most this share of the thread's time where that is possible. */
const OWN_SHARE = 0.2

/** One that is due waits for its turn and is decoded, too, before the longest interval is over. */
const DUE_SHARE = 0.75

/** Milliseconds of speech from one partial until the next is due: SPEC 6.3. */
export function partialIntervalMs(busy: number, lastDecodeMs: number): number {
  const least = limits.livePartialMsMin
  const most = limits.livePartialMsMax * DUE_SHARE
  return Math.min(most, Math.max(least + (most - least) * pressureOf(busy), lastDecodeMs / OWN_SHARE))
}

/**
 * Milliseconds of a guess's audio after which it is kept, and only what follows is recognised again for the next. Much of
 * it makes better guesses, little of it cheaper ones; finals are recognised as a whole in any case.
 */
export function keptGuessMs(busy: number): number {
  return KEPT_MS.relaxed + (KEPT_MS.pressed - KEPT_MS.relaxed) * pressureOf(busy)
}

/**
 * Whether a thread that is so busy recognises a whole part at each short pause, since it may be the last: then its final is there
 * at once. Most pauses are not the last, and under pressure others would wait for what is thrown away.
 */
export function preparesAt(busy: number): boolean {
  return busy < PRESSED
}

function pressureOf(busy: number): number {
  return Math.min(1, Math.max(0, (busy - RELAXED) / (PRESSED - RELAXED)))
}
