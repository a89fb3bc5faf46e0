import { describe, expect, it } from 'vitest'
import { amplitudeAt, decodeAll, onsetMs } from '#tests/support/decoded-sound'
import { mediaFile } from '#tests/support/media-file'
import { amrFile, bytesSource, endlessSource, tone, wavFile } from '#tests/support/media-fixtures'
import { encodePlayback } from './encode-playback.server'
import type { MediaSource } from './media'
import { probeMedia } from './probe-media.server'

async function copyOf(source: MediaSource): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of encodePlayback(source).body) parts.push(part)
  return Buffer.concat(parts)
}

describe('encodePlayback', () => {
  it('makes a copy that browsers play, of a recording that they do not', async () => {
    const copy = await copyOf(bytesSource(amrFile(3000)))
    const facts = await probeMedia(bytesSource(copy))
    expect(facts).toMatchObject({ mimeType: 'audio/mpeg', channels: 1, sampleRate: 24_000, browserPlayable: true })
    // 64 kbit/s are 8 bytes a millisecond, throughout: seeking by proportion finds the right second.
    expect(copy.length / 8).toBeGreaterThan(2950)
    expect(copy.length / 8).toBeLessThan(3100)
  })

  it('keeps the sound, and its time to within a few milliseconds', async () => {
    const sound = tone({ hz: 440, ms: 1500, rate: 48_000 })
    const film = { container: 'mov', audioCodec: 'pcm_s16le', videoCodec: 'mjpeg', sound, audioDelayMs: 1000 }
    const { samples } = await decodeAll(await copyOf(bytesSource(await mediaFile(film))))
    expect(Math.abs(onsetMs(samples)! - 1000)).toBeLessThan(10)
    expect(amplitudeAt(440, samples.subarray(18_000, 38_000))).toBeCloseTo(0.5, 1)
  })

  it('says what it makes before it is made, and stops when nobody wants it', async () => {
    const source = endlessSource(3 * 3600 * 1000)
    const { mimeType, extension, body } = encodePlayback(source)
    expect({ mimeType, extension }).toEqual({ mimeType: 'audio/mpeg', extension: 'mp3' })
    for await (const part of body) {
      expect(part.length).toBeGreaterThan(0)
      break
    }
    expect(source.reached).toBeLessThan(20 * 2 ** 20)
  })

  it('refuses what the decoder refuses', async () => {
    const empty = bytesSource(wavFile(tone({ hz: 440, ms: 0 })))
    await expect(copyOf(empty)).rejects.toMatchObject({ code: 'media_empty' })
  })
})
