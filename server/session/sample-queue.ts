/** Samples in the order in which they came, without copying until they are taken. */
export class SampleQueue {
  #parts: Int16Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  add(samples: Int16Array): void {
    this.#parts.push(samples)
    this.#length += samples.length
  }

  /** Empties the queue into one array. */
  takeAll(): Int16Array {
    const whole = new Int16Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    this.#parts = []
    this.#length = 0
    return whole
  }

  /** Forgets the first `count` samples, or as many as there are. */
  drop(count: number): void {
    while (count > 0 && this.#parts.length > 0) {
      const first = this.#parts[0]!
      const dropped = Math.min(count, first.length)
      if (dropped === first.length) this.#parts.shift()
      else this.#parts[0] = first.subarray(dropped)
      this.#length -= dropped
      count -= dropped
    }
  }

  /** A copy of what is there. */
  peekAll(): Int16Array {
    const whole = this.takeAll()
    if (whole.length > 0) this.add(whole)
    return whole.slice()
  }
}
