const FIRST_MS = 300
const MOST_MS = 10_000

/** How long to wait before each further attempt: twice as long each time, and at random up to half less. */
export class BackOff {
  #attempts = 0
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  next(): number {
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.#attempts)
    this.#attempts += 1
    return most * (1 - this.#random() / 2)
  }

  reset(): void {
    this.#attempts = 0
  }
}
