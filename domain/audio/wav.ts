import { PCM_SAMPLE_RATE } from './media'

const HEADER_BYTES = 44

/** A WAV file of frames: 16 kHz, mono, 16 bits. */
export function makeWav(frames: readonly Int16Array[]): Blob {
  const bytes = frames.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const header = new DataView(new ArrayBuffer(HEADER_BYTES))
  const text = (at: number, word: string) => [...word].forEach((char, i) => header.setUint8(at + i, char.charCodeAt(0)))
  text(0, 'RIFF')
  header.setUint32(4, HEADER_BYTES - 8 + bytes, true)
  text(8, 'WAVEfmt ')
  header.setUint32(16, 16, true)
  header.setUint16(20, 1, true)
  header.setUint16(22, 1, true)
  header.setUint32(24, PCM_SAMPLE_RATE, true)
  header.setUint32(28, PCM_SAMPLE_RATE * 2, true)
  header.setUint16(32, 2, true)
  header.setUint16(34, 16, true)
  text(36, 'data')
  header.setUint32(40, bytes, true)
  const audio = frames.map((frame) => new Uint8Array(frame.buffer as ArrayBuffer, frame.byteOffset, frame.byteLength))
  return new Blob([header.buffer, ...audio], { type: 'audio/wav' })
}
