const SAMPLE_RATE = 8000
const HEADER_BYTES = 44

/** A WAV file, 16 bits mono at 8 kHz, with a low tone of so many milliseconds. */
export function toneWav(durationMs: number): Buffer {
  const samples = Math.round((durationMs * SAMPLE_RATE) / 1000)
  const wav = Buffer.alloc(HEADER_BYTES + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(SAMPLE_RATE, 24)
  wav.writeUInt32LE(SAMPLE_RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let index = 0; index < samples; index++) {
    wav.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * 220 * index) / SAMPLE_RATE)), HEADER_BYTES + index * 2)
  }
  return wav
}
