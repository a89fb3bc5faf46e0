import { limits } from '#domain/limits/limits'
import type { AudioFormat } from '../audio-intake'

/** `more`: the head does not end here. Null: it is no WAV file, or one of a kind that is not read. */
export type WavBeginning = { format: AudioFormat; audio: Uint8Array } | 'more' | null

/**
 * How the audio of a WAV file is to be read, from its first bytes, however these are cut into frames; lengths in it are those of a
 * stream, and mean nothing. Each byte is kept once and each chunk looked at once, so that short frames cost no more than long ones.
 */
export class WavHead {
  readonly #bytes = new Uint8Array(limits.clientWavHeadBytesMax)
  readonly #view = new DataView(this.#bytes.buffer)
  #length = 0
  /** Where the next chunk begins. */
  #at = 12
  #format: AudioFormat | null = null

  /** What a frame brings: once the head is there, its format, and the audio that follows it in the frame. No more to be called then. */
  push(frame: Uint8Array): WavBeginning {
    const before = this.#length
    const taken = frame.subarray(0, this.#bytes.length - before)
    this.#bytes.set(taken, before)
    this.#length += taken.length
    if (!'RIFF'.startsWith(this.#name(0).slice(0, this.#length))) return null
    if (this.#length >= 12 && this.#name(8) !== 'WAVE') return null
    while (this.#at + 8 <= this.#length) {
      const name = this.#name(this.#at)
      if (name === 'data') return this.#format && { format: this.#format, audio: frame.subarray(this.#at + 8 - before) }
      if (name === 'fmt ') {
        if (this.#at + 24 > this.#length) break
        this.#format = formatOf(this.#view, this.#at + 8)
        if (!this.#format) return null
      }
      const length = this.#view.getUint32(this.#at + 4, true)
      this.#at += 8 + length + (length % 2)
    }
    return this.#length < this.#bytes.length ? 'more' : null
  }

  #name(at: number): string {
    return String.fromCharCode(...this.#bytes.subarray(at, at + 4))
  }
}

/** By the code of its format, and the bits of a sample. */
const encodings: Readonly<Record<string, AudioFormat['encoding']>> = { '1/16': 'linear16', '6/8': 'alaw', '7/8': 'mulaw' }

function formatOf(view: DataView, at: number): AudioFormat | null {
  const encoding = encodings[`${view.getUint16(at, true)}/${view.getUint16(at + 14, true)}`]
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const fits = channels >= 1 && channels <= limits.clientChannelsMax && sampleRate >= limits.clientSampleRateMin
    && sampleRate <= limits.clientSampleRateMax
  return encoding && fits ? { encoding, sampleRate, channels } : null
}
