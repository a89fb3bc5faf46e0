import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { Frame } from 'node-av/lib'
import { MediaFailure } from './failure'
import type { OpenMedia } from './open-media'
import { Resampler } from './resampler'

/** Timestamps are rounded, and some hold an encoder delay; neither is worth a click, nor heard as a delay. */
const START_TOLERANCE_MS = 10
const HOLE_TOLERANCE_MS = 100
/** Containers round their duration; a timestamp this far behind it is broken rather than late. */
const BEYOND_END_MS = 1000
const SILENCE_SAMPLES = 16_384
const silence = new Float32Array(SILENCE_SAMPLES)
const US_PER_SECOND = 1_000_000

/**
 * Lays the decoded frames on the time that a player shows: mono samples at one rate from time zero on. Silence fills a
 * late start and holes; sound is never dropped, so timestamps that jump back only end the filling until they catch up.
 */
export class Timeline {
  /** Samples given out. */
  samples = 0
  readonly #resampler: Resampler
  readonly #timeBase: { num: number; den: number }
  readonly #endSeconds: number
  /** How far timestamps are moved after a jump that cannot be a hole. */
  #shiftSamples = 0

  constructor(
    private readonly media: OpenMedia,
    private readonly rate: number,
    private readonly durationMsMax: number,
  ) {
    this.#resampler = new Resampler(rate)
    const { num, den } = media.stream.timeBase
    this.#timeBase = { num, den }
    const { duration } = media.format
    this.#endSeconds = duration > 0n ? Number(duration) / US_PER_SECOND : Infinity
  }

  /** Samples of the timeline; each array is valid until the next is asked for. Throws `media_too_long`. */
  async *place(frames: AsyncIterable<Frame>): AsyncGenerator<Float32Array> {
    for await (const frame of frames) {
      const missing = this.#missingBefore(frame)
      if (missing > 0) {
        // Not first the hours of silence that a small file may ask for.
        this.#requireRoom(missing)
        for (const samples of this.#resampler.drain()) yield this.#count(samples)
        for (let left = missing; left > 0; left -= SILENCE_SAMPLES) {
          yield this.#count(silence.subarray(0, Math.min(left, SILENCE_SAMPLES)))
        }
      }
      for (const samples of this.#resampler.push(frame)) yield this.#count(samples)
    }
    for (const samples of this.#resampler.drain()) yield this.#count(samples)
  }

  /** How many samples of silence belong before this frame. */
  #missingBefore(frame: Frame): number {
    const pts = frame.bestEffortTimestamp
    if (pts === AV_NOPTS_VALUE) return 0
    const { startSeconds } = this.media
    const { num, den } = this.#timeBase
    const seconds = (Number(pts) * num) / den - (Number.isFinite(startSeconds) ? Math.max(0, startSeconds) : 0)
    const position = this.samples + this.#resampler.pending
    const missing = Math.round(seconds * this.rate) - this.#shiftSamples - position
    const toleranceMs = position === 0 ? START_TOLERANCE_MS : HOLE_TOLERANCE_MS
    if (missing * 1000 <= toleranceMs * this.rate) return 0
    if (seconds > this.#endSeconds + BEYOND_END_MS / 1000) {
      this.#shiftSamples += missing
      return 0
    }
    return missing
  }

  #count(samples: Float32Array): Float32Array {
    this.#requireRoom(samples.length)
    this.samples += samples.length
    return samples
  }

  #requireRoom(more: number): void {
    if ((this.samples + more) * 1000 <= this.durationMsMax * this.rate) return
    throw new MediaFailure('media_too_long', `more than ${this.durationMsMax} ms`)
  }
}
