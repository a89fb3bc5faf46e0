import { writeOutput } from './channel'

const BLOCK_BYTES = 64 * 1024

/** Gathers the many small pieces that codecs give into few large writes. */
export class OutputBlocks {
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES)
  #filled = 0

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#filled)
      this.#block.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === BLOCK_BYTES) this.flush()
    }
  }

  flush(): void {
    writeOutput(this.#block.subarray(0, this.#filled))
    this.#filled = 0
  }
}
