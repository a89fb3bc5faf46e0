/** So much audio tells how fast a model is. */
const KNOWN_SECONDS = 10
/** What is older than about so much audio counts less and less. */
const SPAN_SECONDS = 60

/** How fast a model recognises what people really say, on this machine with all else that it has to do. */
export class DecodeSpeed {
  #seconds = 0
  #ms = 0

  /** @param seconds of audio, recognised in so many milliseconds */
  add(seconds: number, ms: number): void {
    this.#seconds += seconds
    this.#ms += ms
    if (this.#seconds < SPAN_SECONDS) return
    this.#seconds /= 2
    this.#ms /= 2
  }

  /** Milliseconds for a second of audio; null while too little was heard. */
  get msPerSecond(): number | null {
    return this.#seconds < KNOWN_SECONDS ? null : this.#ms / this.#seconds
  }

  forget(): void {
    this.#seconds = 0
    this.#ms = 0
  }
}
