import { PCM_SAMPLE_RATE } from '../../audio/media'
import { limits } from '../../limits/limits'
import { FRAME_SAMPLES } from '../audio-frame'
import type { KeptFrames, KeptSpan } from './take'

/** Frames that memory holds at most, once the others are written. */
const HELD_MAX = Math.floor((limits.liveHeldMsMax * PCM_SAMPLE_RATE) / 1000 / FRAME_SAMPLES)
/** Of them, those that are sent next; when so many are left of these, more are read. */
const HEAD_MAX = HELD_MAX / 2
const HEAD_LOW = HEAD_MAX / 2

/**
 * Frames that are not known to be stored by the server, in order. They are numbered from the first frame that was recorded on this page,
 * by an index that never changes; sequence-numbers.ts knows by how much that differs from the sequence numbers. Of many, only the
 * first and the last are in memory; those between are in the browser's store, and come back when it is their turn.
 */
export class FrameRing {
  #first: number
  #end: number
  /** From the first frame on; all of them where none is in the store alone. */
  #head: Int16Array[] = []
  /** Up to the last frame. */
  #tail: Int16Array[] = []
  #heldSamples = 0
  /** Of the frames that are in the store alone; as many as they can be at most where they are of an earlier page. */
  #awaySamples: number

  constructor({ first, end }: KeptSpan = { first: 0, end: 0 }) {
    this.#first = first
    this.#end = end
    this.#awaySamples = (end - first) * FRAME_SAMPLES
  }

  /** Index of the first frame. */
  get first(): number {
    return this.#first
  }

  /** Index of the next frame to come. */
  get end(): number {
    return this.#end
  }

  /** Audio in all frames, in milliseconds. */
  get ms(): number {
    return ((this.#heldSamples + this.#awaySamples) * 1000) / PCM_SAMPLE_RATE
  }

  /** How many frames are in memory. */
  get held(): number {
    return this.#head.length + this.#tail.length
  }

  /** The frames that are to be read from the store next; null where enough of them are here. */
  get wanted(): KeptSpan | null {
    const first = this.#first + this.#head.length
    const end = Math.min(this.#tailFirst, this.#first + HEAD_MAX)
    return first < this.#tailFirst && this.#head.length <= HEAD_LOW ? { first, end } : null
  }

  push(frame: Int16Array): void {
    const side = this.#head.length === this.#end - this.#first ? this.#head : this.#tail
    side.push(frame)
    this.#end += 1
    this.#heldSamples += frame.length
  }

  /** Null for a frame that is in the store alone. */
  get(index: number): Int16Array | null {
    return this.#head[index - this.#first] ?? this.#tail[index - this.#tailFirst] ?? null
  }

  /** All frames from an index on; they must be in memory, as those are that are not written yet. */
  from(index: number): Int16Array[] {
    return [...this.#head.slice(index - this.#first), ...this.#tail.slice(Math.max(0, index - this.#tailFirst))]
  }

  /** Frames before this index are written: those of them that memory has no room for are forgotten here. */
  spare(writtenTo: number): void {
    const awayFirst = this.#tail.length === 0 ? this.#first + HEAD_MAX : this.#tailFirst
    if (this.held <= HELD_MAX || writtenTo <= awayFirst) return
    if (this.#tail.length === 0) this.#tail = this.#head.splice(HEAD_MAX)
    const gone = this.#tail.splice(0, writtenTo - awayFirst)
    this.#awaySamples += samplesOf(gone)
    this.#heldSamples -= samplesOf(gone)
  }

  /** Takes back what was read from the store, where it is what was wanted. */
  fill({ first, frames }: KeptFrames): void {
    const next = this.#first + this.#head.length
    const fresh = frames.slice(Math.max(0, next - first), Math.max(0, this.#tailFirst - first))
    if (first > next || fresh.length === 0) return
    this.#head.push(...fresh)
    this.#heldSamples += samplesOf(fresh)
    this.#awaySamples = Math.max(0, this.#awaySamples - samplesOf(fresh))
    this.#join()
  }

  /** Forgets the frames before an index. */
  dropBefore(index: number): void {
    const to = Math.min(Math.max(index, this.#first), this.#end)
    const awayFirst = this.#first + this.#head.length
    const away = this.#tailFirst - awayFirst
    const awayGone = Math.min(away, Math.max(0, to - awayFirst))
    if (away > 0) this.#awaySamples *= 1 - awayGone / away
    const gone = [
      ...this.#head.splice(0, to - this.#first),
      ...this.#tail.splice(0, Math.max(0, to - awayFirst - away)),
    ]
    this.#heldSamples -= samplesOf(gone)
    this.#first = to
    this.#join()
  }

  get #tailFirst(): number {
    return this.#end - this.#tail.length
  }

  /** Where nothing is in the store alone any more, all is one again. */
  #join(): void {
    if (this.#first + this.#head.length < this.#tailFirst) return
    this.#head = this.#head.concat(this.#tail.splice(0))
    this.#awaySamples = 0
  }
}

function samplesOf(frames: readonly Int16Array[]): number {
  return frames.reduce((sum, { length }) => sum + length, 0)
}
