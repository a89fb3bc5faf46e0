import type { MediaSource } from '#domain/audio/media'

/** Sound for a fixture: interleaved samples between -1 and 1. */
export interface Sound {
  samples: Float32Array
  rate: number
  channels: number
}

/** A sine at half of full scale, the same on all channels or with a frequency of its own on each. */
export function tone(options: { hz: number | number[]; ms: number; rate?: number; channels?: number }): Sound {
  const { hz, ms, rate = 16_000, channels = 1 } = options
  const count = Math.round((ms * rate) / 1000)
  const samples = new Float32Array(count * channels)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) {
      const pitch = typeof hz === 'number' ? hz : hz[c]!
      samples[i * channels + c] = 0.5 * Math.sin((2 * Math.PI * pitch * i) / rate)
    }
  }
  return { samples, rate, channels }
}

/** A WAV file with 16 bits a sample, written without any library. */
export function wavFile({ samples, rate, channels }: Sound): Buffer {
  const data = toS16(samples)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * channels * 2, 28)
  header.writeUInt16LE(channels * 2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}

/** AMR at 4.75 kbit/s whose frames hold noise: no encoder for AMR can be had from npm. 20 ms a frame. */
export function amrFile(ms: number): Buffer {
  const frames = Array.from({ length: ms / 20 }, (_, at) => {
    const bits = Array.from({ length: 12 }, (_, byte) => (at * 37 + byte * 101 + ((at * byte) ^ 0x5a)) & 0xff)
    return Buffer.from([0x04, ...bits])
  })
  return Buffer.concat([Buffer.from('#!AMR\n'), ...frames])
}

/** A media source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): MediaSource {
  return { bytes: bytes.length, read: async (start, end) => bytes.subarray(start, end) }
}

/** A silent WAV file that is as long as one likes and takes no memory; it remembers how far it was read. */
export function endlessSource(ms: number): MediaSource & { reached: number } {
  const dataBytes = ms * 32
  const header = wavFile({ samples: new Float32Array(0), rate: 16_000, channels: 1 })
  header.writeUInt32LE(36 + dataBytes, 4)
  header.writeUInt32LE(dataBytes, 40)
  return {
    bytes: header.length + dataBytes,
    reached: 0,
    async read(start, end) {
      this.reached = Math.max(this.reached, end)
      const part = Buffer.alloc(end - start)
      if (start < header.length) header.copy(part, 0, start)
      return part
    },
  }
}

/** Samples as 16-bit little-endian integers. */
export function toS16(samples: Float32Array): Buffer {
  const data = Buffer.alloc(samples.length * 2)
  samples.forEach((sample, at) => data.writeInt16LE(Math.round(sample * 32_767), at * 2))
  return data
}
