import { FRAME_SAMPLES } from '../audio-frame'

/** Cuts a stream of samples (16 kHz, −1 to 1) into the frames that are sent. */
export class FrameCutter {
  #open = new Int16Array(FRAME_SAMPLES)
  #filled = 0

  /** The frames that are full now. */
  add(samples: Float32Array): Int16Array[] {
    const frames: Int16Array[] = []
    for (const sample of samples) {
      this.#open[this.#filled++] = toPcm16(sample)
      if (this.#filled < FRAME_SAMPLES) continue
      frames.push(this.#open)
      this.#open = new Int16Array(FRAME_SAMPLES)
      this.#filled = 0
    }
    return frames
  }

  /** What has begun to fill the next frame, as a shorter one; null where that is nothing. */
  flush(): Int16Array | null {
    if (this.#filled === 0) return null
    const rest = this.#open.slice(0, this.#filled)
    this.#filled = 0
    return rest
  }
}

function toPcm16(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff)
}
