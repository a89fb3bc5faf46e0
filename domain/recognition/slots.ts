interface Waiter {
  enter(): void
  leave(error: unknown): void
}

/** A counted number of turns, given in the order of asking. */
export class Slots {
  readonly #count: number
  readonly #waiters: Waiter[] = []
  #taken = 0

  constructor(count: number) {
    this.#count = count
  }

  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#waiters.length
  }

  /** Resolves when it is this caller's turn, who must `give()` it back. Rejects with the reason of an aborted signal. */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (this.#taken < this.#count) {
      this.#taken++
      return
    }
    await new Promise<void>((resolve, reject) => {
      const abort = () => waiter.leave(signal!.reason)
      const waiter: Waiter = {
        enter: () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
        leave: (error) => {
          this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
          reject(error)
        },
      }
      this.#waiters.push(waiter)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  give(): void {
    const next = this.#waiters.shift()
    if (next) next.enter()
    else this.#taken--
  }
}
