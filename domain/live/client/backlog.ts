import { FrameRing } from './frame-ring'
import { SequenceNumbers } from './sequence-numbers'
import type { KeptFrames, Take, TakeStore } from './take'
import { TakeKeeper } from './take-keeper'

export interface BacklogOptions {
  /** Changes as the session goes on. */
  take: Take
  kept: KeptFrames | undefined
  store: TakeStore
  /** Told when the store has failed. */
  onTrouble(): void
}

/** What was recorded and is not known to be stored by the server, and the take that it belongs to. */
export class Backlog {
  readonly ring: FrameRing
  readonly numbers: SequenceNumbers
  readonly #take: Take
  readonly #keeper: TakeKeeper

  constructor({ take, kept, store, onTrouble }: BacklogOptions) {
    this.#take = take
    this.ring = new FrameRing(kept?.first ?? 0, kept?.frames)
    this.numbers = new SequenceNumbers(take, this.ring)
    this.#keeper = new TakeKeeper({ store, take, ring: this.ring, onTrouble })
  }

  /** Whether everything that was recorded for a session of the take's own is still here. */
  get isWhole(): boolean {
    return this.ring.first === 0 && this.#take.offset === 0
  }

  get isEmpty(): boolean {
    return this.ring.first === this.ring.end
  }

  push(frame: Int16Array): void {
    this.ring.push(frame)
    this.#keeper.note()
  }

  /** The server holds every frame before this sequence number. */
  dropBefore(seq: number): void {
    this.ring.dropBefore(this.numbers.indexOf(seq))
    this.#keeper.note()
  }

  /** The session is over, and the server holds every frame before this sequence number, of those that it can hold. */
  dropStored(seq: number): void {
    this.ring.dropBefore(Math.min(this.numbers.storableTo, this.numbers.indexOf(seq)))
  }

  /** Writes the take as it is now. */
  putTake(): Promise<void> {
    return this.#keeper.putTake()
  }

  /** Writes what is left for the next page, or forgets the take where nothing is. */
  settle(): Promise<void> {
    return this.isEmpty ? this.#keeper.remove() : this.#keeper.flush()
  }

  /** Writes all that is not written. */
  flush(): Promise<void> {
    return this.#keeper.flush()
  }

  /** Forgets everything. */
  discard(): Promise<void> {
    this.ring.dropBefore(this.ring.end)
    return this.#keeper.remove()
  }
}
