import { limits } from '#domain/limits/limits'
import type { AudioFormat } from '../audio-intake'

/** Bytes in which the audio of a WAV file has begun, or never will. */
const HEAD_BYTES_MAX = 64 * 1024

/** `more`: the head does not end here. Null: it is no WAV file, or one of a kind that is not read. */
export type WavHead = { format: AudioFormat; dataAt: number } | 'more' | null

/** How the audio of a WAV file is to be read, from its first bytes; lengths in it are those of a stream, and mean nothing. */
export function parseWavHead(bytes: Uint8Array): WavHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (!'RIFF'.startsWith(name(0).slice(0, bytes.length))) return null
  if (bytes.length >= 12 && name(8) !== 'WAVE') return null
  let format: AudioFormat | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true)
    if (name(at) === 'data') return format && { format, dataAt: at + 8 }
    if (name(at) === 'fmt ') {
      if (at + 24 > bytes.length) break
      format = formatOf(view, at + 8)
      if (!format) return null
    }
    at += 8 + length + (length % 2)
  }
  return bytes.length > HEAD_BYTES_MAX ? null : 'more'
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
