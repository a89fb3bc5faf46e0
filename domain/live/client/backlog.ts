import { FrameRing } from './frame-ring'
import { SequenceNumbers } from './sequence-numbers'
import { readKept, type KeptSpan, type Take, type TakeStore } from './take'
import { TakeKeeper } from './take-keeper'

export interface BacklogOptions {
  /** Changes as the session goes on. */
  take: Take
  kept: KeptSpan | undefined
  store: TakeStore
  /** Told when the store has failed. */
  onTrouble(): void
  /** Frames that were in the store alone have been read. */
  onRead(): void
}

/** How soon the store is asked again that has failed. */
const AGAIN_MS = 1_000

/** What was recorded and is not known to be stored by the server, and the take that it belongs to. */
export class Backlog {
  readonly ring: FrameRing
  readonly numbers: SequenceNumbers
  readonly #options: BacklogOptions
  readonly #take: Take
  readonly #keeper: TakeKeeper
  #isReading = false

  constructor(options: BacklogOptions) {
    const { take, kept, store, onTrouble } = options
    this.#options = options
    this.#take = take
    this.ring = new FrameRing(kept)
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

  /** The frame of an index; null where it has to be read first, after which `onRead` is told. */
  get(index: number): Int16Array | null {
    const frame = this.ring.get(index)
    void this.#read()
    return frame
  }

  /** All that is here, in order, a part at a time; where the store cannot be read, what memory has. Throws nothing. */
  async *all(): AsyncGenerator<readonly Int16Array[]> {
    // What is written is read, also what is in memory: the rest of it may be written meanwhile, and forgotten here.
    await this.flush()
    const { first, end } = this.ring
    let next = first
    try {
      for await (const kept of readKept(this.#options.store, this.#take.id, { first, end })) {
        yield kept.frames
        next = kept.first + kept.frames.length
      }
    } catch {
      this.#options.onTrouble()
    }
    // A store that has failed lacks what memory has, which may have been acknowledged in part meanwhile.
    next = Math.max(next, this.ring.first)
    const rest = this.ring.from(next).slice(0, end - next)
    if (rest.length > 0) yield rest
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

  async #read(): Promise<void> {
    if (this.#isReading || !this.ring.wanted) return
    this.#isReading = true
    const { store, onRead, onTrouble } = this.#options
    try {
      for (let wanted = this.ring.wanted; wanted; wanted = this.ring.wanted) {
        const kept = await store.read(this.#take.id, wanted.first, wanted.end - wanted.first)
        const isLost = kept.frames.length === 0 || kept.first > wanted.first
        if (!isLost) this.ring.fill(kept)
        else if (!this.#skip(kept.frames.length === 0 ? wanted.end : kept.first)) return
        onRead()
      }
    } catch {
      onTrouble()
      setTimeout(onRead, AGAIN_MS)
    } finally {
      this.#isReading = false
    }
  }

  /**
   * Leaves out what the store has lost, as where somebody has cleared it: what follows is numbered on. False while frames before it are
   * under way, whose numbers hold until they are acknowledged.
   */
  #skip(to: number): boolean {
    const { first } = this.ring
    if (this.ring.get(first)) return false
    this.ring.dropBefore(to)
    this.#take.offset -= this.ring.first - first
    this.numbers.noteSent(this.ring.first)
    void this.putTake()
    return true
  }
}
