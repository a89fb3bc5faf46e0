import { alawTable, decodeG711, ulawTable } from '#domain/audio/g711'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { Resampler } from '#domain/audio/resampler'

export interface AudioFormat {
  encoding: 'linear16' | 'mulaw' | 'alaw'
  /** Hertz. */
  sampleRate: number
  /** Interleaved; they are mixed into one. */
  channels: number
}

/** Makes samples as recognition takes them (16 kHz, mono) of a client's bytes, however these are cut into frames. */
export class AudioIntake {
  readonly #format: AudioFormat
  readonly #resampler: Resampler | null
  readonly #groupBytes: number
  #rest = new Uint8Array(0)

  constructor(format: AudioFormat) {
    this.#format = format
    this.#resampler = format.sampleRate === PCM_SAMPLE_RATE ? null : new Resampler(format.sampleRate, PCM_SAMPLE_RATE)
    this.#groupBytes = format.channels * (format.encoding === 'linear16' ? 2 : 1)
  }

  /** What a frame brings; a sample that it ends in the middle of waits for the next. */
  push(bytes: Uint8Array): Int16Array {
    const all = new Uint8Array(this.#rest.length + bytes.length)
    all.set(this.#rest)
    all.set(bytes, this.#rest.length)
    const whole = all.length - (all.length % this.#groupBytes)
    this.#rest = all.slice(whole)
    const mono = mix(decode(all.subarray(0, whole), this.#format.encoding), this.#format.channels)
    return this.#resampler ? toInt16(this.#resampler.process(Float32Array.from(mono))) : mono
  }

  /** What is left at the end. */
  flush(): Int16Array {
    return this.#resampler ? toInt16(this.#resampler.flush()) : new Int16Array(0)
  }
}

/** The resampler keeps the scale of what it is given. */
function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))))
}

function decode(bytes: Uint8Array, encoding: AudioFormat['encoding']): Int16Array {
  if (encoding !== 'linear16') return decodeG711(bytes, encoding === 'mulaw' ? ulawTable : alawTable)
  // Typed arrays are of the machine's own order: little-endian wherever Node runs.
  return new Int16Array(bytes.slice().buffer)
}

function mix(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples
  return Int16Array.from({ length: samples.length / channels }, (_, at) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += samples[at * channels + channel]!
    return Math.round(sum / channels)
  })
}
