import type { FrameRing } from './frame-ring'
import type { Take } from './take'

/** Frames that a killed page may have sent without having written them here. */
const UNWRITTEN_FRAMES_MAX = 100

/** Which sequence number each frame of a take has; both sides may have forgotten some (server/SPEC.md, section 3). */
export class SequenceNumbers {
  readonly #take: Take
  readonly #ring: FrameRing
  /** Index of the first frame that this page itself has recorded. */
  readonly #freshFrom: number
  /** Whether the numbers of this page's frames are settled with the server. */
  #isSettled = false
  /** Index after the last frame that any connection has sent. */
  #sentTo = 0

  constructor(take: Take, ring: FrameRing) {
    this.#take = take
    this.#ring = ring
    this.#freshFrom = ring.end
  }

  seqOf(index: number): number {
    return index + this.#take.offset
  }

  indexOf(seq: number): number {
    return seq - this.#take.offset
  }

  /** Index after the last frame that the server can hold: none of this page's before their numbers are settled. */
  get storableTo(): number {
    return this.#isSettled ? this.#ring.end : this.#freshFrom
  }

  noteSent(to: number): void {
    this.#sentTo = Math.max(this.#sentTo, to)
  }

  /**
   * Brings indices and sequence numbers together at the begin of a connection, when the server awaits `nextSeq`; false where
   * somebody else has gone on with the session.
   */
  settle(nextSeq: number): boolean {
    const next = this.indexOf(nextSeq)
    if (!this.#isSettled) {
      const hasKept = this.#ring.first < this.#freshFrom
      if (hasKept && next > this.#freshFrom + UNWRITTEN_FRAMES_MAX) return false
      // What this page has recorded comes after all that the server holds.
      if (next > this.#freshFrom) this.#take.offset = nextSeq - this.#freshFrom
      this.#isSettled = true
    } else if (next > this.#sentTo) return false
    // The server has lost what it had acknowledged, as from a backup: what is here comes after what is there.
    if (this.indexOf(nextSeq) < this.#ring.first) this.#take.offset = nextSeq - this.#ring.first
    return true
  }
}
