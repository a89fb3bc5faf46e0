import type { FrameRing } from './frame-ring'
import type { Take, TakeStore } from './take'

/** How often frames are written. */
const EVERY_MS = 500

/** Mirrors a take's frames into a store, a few times a second, and deletes what is acknowledged. Never rejects. */
export class TakeKeeper {
  readonly #store: TakeStore
  readonly #take: Take
  readonly #ring: FrameRing
  readonly #onTrouble: () => void
  #written: number
  #droppedTo: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #work: Promise<void> = Promise.resolve()
  #isOver = false

  /** @param onTrouble told when the store has failed: from then on frames are in memory alone */
  constructor(options: { store: TakeStore; take: Take; ring: FrameRing; onTrouble: () => void }) {
    this.#store = options.store
    this.#take = options.take
    this.#ring = options.ring
    this.#onTrouble = options.onTrouble
    // What the ring begins with is in the store.
    this.#written = options.ring.end
    this.#droppedTo = options.ring.first
  }

  /** Frames have come, or have been acknowledged. */
  note(): void {
    if (this.#isOver) return
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS)
  }

  /** Resolves when everything here is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#do(() => this.#write())
  }

  putTake(): Promise<void> {
    return this.#do(() => this.#store.put({ ...this.#take }))
  }

  /** Forgets the take, and writes nothing more. */
  remove(): Promise<void> {
    clearTimeout(this.#timer)
    const removed = this.#do(() => this.#store.remove(this.#take.id))
    this.#isOver = true
    return removed
  }

  async #write(): Promise<void> {
    const { first, end } = this.#ring
    const from = Math.max(first, this.#written)
    if (end > from) await this.#store.append(this.#take.id, { first: from, frames: this.#ring.from(from) })
    this.#written = end
    this.#ring.spare(end)
    if (first > this.#droppedTo) await this.#store.dropBefore(this.#take.id, first)
    this.#droppedTo = first
  }

  #do(work: () => Promise<void>): Promise<void> {
    if (this.#isOver) return this.#work
    this.#work = this.#work.then(work).catch(this.#onTrouble)
    return this.#work
  }
}
