import { PCM_SAMPLE_RATE } from '../../audio/media'

/**
 * Frames that are not known to be stored, in order. They are numbered from the first frame that was recorded on this page,
 * by an index that never changes; live-client.ts knows by how much that differs from the sequence numbers.
 */
export class FrameRing {
  #frames: Int16Array[] = []
  #first: number
  #samples = 0

  constructor(first = 0, frames: readonly Int16Array[] = []) {
    this.#first = first
    for (const frame of frames) this.push(frame)
  }

  /** Index of the first frame here. */
  get first(): number {
    return this.#first
  }

  /** Index of the next frame to come. */
  get end(): number {
    return this.#first + this.#frames.length
  }

  get frames(): readonly Int16Array[] {
    return this.#frames
  }

  /** Audio here, in milliseconds. */
  get ms(): number {
    return (this.#samples * 1000) / PCM_SAMPLE_RATE
  }

  push(frame: Int16Array): void {
    this.#frames.push(frame)
    this.#samples += frame.length
  }

  get(index: number): Int16Array {
    return this.#frames[index - this.#first]!
  }

  /** Forgets the frames before an index. */
  dropBefore(index: number): void {
    const gone = this.#frames.splice(0, Math.max(0, index - this.#first))
    this.#first += gone.length
    for (const frame of gone) this.#samples -= frame.length
  }
}
