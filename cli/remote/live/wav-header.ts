/** How samples lie in a stream. */
export interface SoundFormat {
  /** Samples a second. */
  rate: number
  channels: number
  sample: 'u8' | 's16' | 's24' | 's32' | 'f32'
}

export const sampleBytes = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4 } as const

/** `more` is awaited before it can be said; `dataAt` is where the samples begin. */
export type WavHeader = { is: 'more' } | { is: 'other' } | { is: 'unknown' } | { is: 'wav'; format: SoundFormat; dataAt: number; dataBytes: number }

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

/** What a stream begins with; `other` where that is no WAV, `unknown` for one whose samples are of a kind not known here. */
export function parseWavHeader(bytes: Buffer): WavHeader {
  if (bytes.length < 12) return { is: 'more' }
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return { is: 'other' }
  let format: SoundFormat | null = null
  for (let at = 12; ;) {
    if (bytes.length < at + 8) return { is: 'more' }
    const [name, size] = [bytes.toString('latin1', at, at + 4), bytes.readUInt32LE(at + 4)]
    if (name === 'data') {
      if (!format) return { is: 'unknown' }
      // Whoever writes into a pipe does not know how much it will be.
      const isOpen = size === 0 || size >= 0x7fff_0000
      return { is: 'wav', format, dataAt: at + 8, dataBytes: isOpen ? Number.POSITIVE_INFINITY : size }
    }
    if (bytes.length < at + 8 + size) return { is: 'more' }
    if (name === 'fmt ') {
      format = parseFormat(bytes.subarray(at + 8, at + 8 + size))
      if (!format) return { is: 'unknown' }
    }
    at += 8 + size + (size % 2)
  }
}

function parseFormat(chunk: Buffer): SoundFormat | null {
  if (chunk.length < 16) return null
  const [tag, channels, rate, bits] = [chunk.readUInt16LE(0), chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)]
  const kind = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag
  const byBits = { 8: 'u8', 16: 's16', 24: 's24', 32: 's32' } as const
  const sample = kind === PCM ? byBits[bits as keyof typeof byBits] : kind === FLOAT && bits === 32 ? 'f32' : undefined
  return sample && channels > 0 && rate > 0 ? { rate, channels, sample } : null
}
