import { describe, expect, it } from 'vitest'
import { encodeLossless } from '#domain/audio/encode-playback.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { decodeAll } from '#tests/support/decoded-sound'
import { bytesSource } from '#tests/support/media-fixtures'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { useStore } from '#tests/support/use-store'
import { putLivePiece, type LivePiece } from './live-pieces.server'
import { sourceFromPieces } from './piece-source.server'

const used = useStore()

/** Noise that is louder here and there, over the whole range of 16 bits. */
function sound(length: number): Int16Array {
  const random = makeSeededRandom(7)
  return Int16Array.from({ length }, (_, at) =>
    Math.round((random.next() * 2 - 1) * 32_767 * (0.2 + 0.8 * ((at >> 12) % 2))),
  )
}

async function cut(samples: Int16Array, lengths: number[]): Promise<LivePiece[]> {
  const pieces: LivePiece[] = []
  let startSample = 0
  for (const [at, length] of lengths.entries()) {
    const key = `recordings/user/session/live/1-${at}`
    await putLivePiece(used.store, key, samples.subarray(startSample, startSample + length))
    pieces.push({ key, startSample, samples: length })
    startSample += length
  }
  return pieces
}

describe('the pieces of a live session', () => {
  it('can be read as one file from any place', async () => {
    const samples = sound(10_000)
    const source = sourceFromPieces(used.store, await cut(samples, [1, 1600, 3, 8000, 396]))
    const whole = Buffer.from(await source.read(0, source.bytes))
    expect(whole.length).toBe(44 + 20_000)
    expect(whole.subarray(44).equals(Buffer.from(samples.buffer))).toBe(true)
    const random = makeSeededRandom(1)
    for (let look = 0; look < 200; look++) {
      const start = random.below(whole.length)
      const end = start + random.below(6000)
      expect(Buffer.from(await source.read(start, end)).equals(whole.subarray(start, end))).toBe(true)
    }
  })

  it('become one compressed file of the very same samples, that browsers play', async () => {
    const samples = sound(100_001)
    const pieces = await cut(samples, [32_000, 32_000, 1600, 32_000, 2401])
    const parts: Uint8Array[] = []
    for await (const part of encodeLossless(sourceFromPieces(used.store, pieces)).body) parts.push(part)
    const file = Buffer.concat(parts)
    expect(await probeMedia(bytesSource(file))).toMatchObject({
      mimeType: 'audio/flac',
      extension: 'flac',
      browserPlayable: true,
      sampleRate: 16_000,
      channels: 1,
      durationMs: Math.floor(100_001 / 16),
    })
    const decoded = Int16Array.from((await decodeAll(file)).samples, (sample) => sample * 0x8000)
    expect(Buffer.from(decoded.buffer).equals(Buffer.from(samples.buffer))).toBe(true)
  })

  it('are refused with a gap between them, or where one is not as long as it should be', async () => {
    const pieces = await cut(sound(3200), [1600, 1600])
    expect(() => sourceFromPieces(used.store, [pieces[1]!])).toThrow('damaged')
    const source = sourceFromPieces(used.store, [pieces[0]!, { ...pieces[1]!, samples: 1500 }])
    await expect(source.read(0, source.bytes)).rejects.toMatchObject({ code: 'object_corrupt' })
  })
})
