/**
 * Samples of a stream under their absolute position, the oldest dropped when told to. Amortised constant time a sample;
 * memory is what is kept, at most doubled.
 */
export class SampleBuffer {
  #data = new Float32Array(32_768)
  #start: number
  #length = 0

  constructor(start: number) {
    this.#start = start
  }

  /** Position of the oldest sample kept. */
  get start(): number {
    return this.#start
  }

  /** Position after the newest sample. */
  get end(): number {
    return this.#start + this.#length
  }

  append(samples: Float32Array): void {
    const needed = this.#length + samples.length
    if (needed > this.#data.length) {
      const larger = new Float32Array(Math.max(needed, this.#data.length * 2))
      larger.set(this.#data.subarray(0, this.#length))
      this.#data = larger
    }
    this.#data.set(samples, this.#length)
    this.#length = needed
  }

  /** A view that is valid until the next change; the range is cut at what is kept. */
  slice(start: number, end: number): Float32Array {
    const from = Math.max(0, start - this.#start)
    return this.#data.subarray(from, Math.max(from, Math.min(end - this.#start, this.#length)))
  }

  /** Forgets what lies before the position. */
  dropBefore(position: number): void {
    const count = Math.min(position - this.#start, this.#length)
    // Moving a little at a time would cost more than keeping it.
    if (count < 8192 && count < this.#length) return
    if (count <= 0) return
    this.#data.copyWithin(0, count, this.#length)
    this.#start += count
    this.#length -= count
  }
}
