/** What a client was told, in its order; tests wait for what is to come. */
export class Heard<Message> {
  readonly all: Message[] = []
  #closed: { code: number; reason: string } | null = null
  #waiters: (() => void)[] = []

  add(message: Message): void {
    this.all.push(message)
    this.#wake()
  }

  close(code: number, reason: string): void {
    this.#closed = { code, reason }
    this.#wake()
  }

  /** The first that fits, come or to come; rejects where the connection ends first. */
  async next<Found extends Message>(fits: (message: Message) => message is Found): Promise<Found>
  async next(fits: (message: Message) => boolean): Promise<Message>
  async next(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.all.find(fits)
      if (found !== undefined) return found
      if (this.#closed) throw new Error(`Closed with ${JSON.stringify(this.#closed)}; got ${JSON.stringify(this.all.slice(-4))}`)
      await new Promise<void>((wake) => this.#waiters.push(wake))
    }
  }

  /** How the connection ended. */
  async closed(): Promise<{ code: number; reason: string }> {
    while (!this.#closed) await new Promise<void>((wake) => this.#waiters.push(wake))
    return this.#closed
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake()
  }
}
