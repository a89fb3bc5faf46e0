import { PCM_SAMPLE_RATE } from './media'

const HEADER_BYTES = 44

/** A WAV file of frames that come a part at a time: 16 kHz, mono, 16 bits. Browsers keep what is long on their disk. */
export async function gatherWav(parts: AsyncIterable<readonly Int16Array[]>): Promise<Blob> {
  const audio: Blob[] = []
  for await (const frames of parts) {
    audio.push(new Blob(frames.map((frame) => new Uint8Array(frame.buffer as ArrayBuffer, frame.byteOffset, frame.byteLength))))
  }
  const bytes = audio.reduce((sum, { size }) => sum + size, 0)
  return new Blob([wavHeader(bytes), ...audio], { type: 'audio/wav' })
}

function wavHeader(bytes: number): ArrayBuffer {
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
  return header.buffer
}
