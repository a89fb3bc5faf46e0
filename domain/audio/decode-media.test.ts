import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { amplitudeAt, decodeAll, onsetMs } from '#tests/support/decoded-sound'
import { mediaFile, type MediaRecipe } from '#tests/support/media-file'
import { amrFile, bytesSource, endlessSource, tone, wavFile } from '#tests/support/media-fixtures'
import { remuxMedia } from '#tests/support/remux-media'
import { decodeMedia } from './decode-media.server'
import { PCM_SAMPLE_RATE } from './media'

const SECONDS = 1.5

const at440 = (rate: number, channels = 1) => tone({ hz: 440, ms: SECONDS * 1000, rate, channels })

/** What the file is, its recipe, and how exactly the codec keeps the length, in ms. */
const kinds: [name: string, recipe: MediaRecipe, toleranceMs: number][] = [
  ['wav at 8 kHz', { container: 'wav', audioCodec: 'pcm_s16le', sound: at440(8000) }, 1],
  ['wav at 48 kHz, stereo', { container: 'wav', audioCodec: 'pcm_s16le', sound: at440(48_000, 2) }, 1],
  ['mp3 at 44.1 kHz, stereo', { container: 'mp3', audioCodec: 'libmp3lame', sound: at440(44_100, 2) }, 5],
  ['m4a', { container: 'ipod', audioCodec: 'aac', sound: at440(44_100) }, 5],
  ['aac', { container: 'adts', audioCodec: 'aac', sound: at440(44_100) }, 80],
  ['flac', { container: 'flac', audioCodec: 'flac', sound: at440(16_000) }, 1],
  ['opus in ogg', { container: 'ogg', audioCodec: 'libopus', sound: at440(48_000) }, 5],
  ['vorbis in ogg', { container: 'ogg', audioCodec: 'libvorbis', sound: at440(44_100) }, 5],
  ['opus in webm', { container: 'webm', audioCodec: 'libopus', sound: at440(48_000) }, 10],
  ['film in webm', { container: 'webm', audioCodec: 'libopus', videoCodec: 'libvpx', sound: at440(48_000) }, 10],
  ['film in mp4', { container: 'mp4', audioCodec: 'aac', videoCodec: 'libx264', sound: at440(48_000) }, 5],
  ['film in mov', { container: 'mov', audioCodec: 'pcm_s16le', videoCodec: 'mjpeg', sound: at440(48_000) }, 1],
  ['film in mkv', { container: 'matroska', audioCodec: 'flac', videoCodec: 'libx264', sound: at440(44_100) }, 2],
  ['aiff', { container: 'aiff', audioCodec: 'pcm_s16be', sound: at440(44_100) }, 1],
]

describe('decodeMedia', () => {
  it.each(kinds)('decodes %s', async (_, recipe, toleranceMs) => {
    const { samples, durationMs } = await decodeAll(await mediaFile(recipe))
    expect(Math.abs(durationMs - SECONDS * 1000)).toBeLessThanOrEqual(toleranceMs)
    expect(samples.length).toBe(Math.round((durationMs * PCM_SAMPLE_RATE) / 1000))
    // Edges are left out: codecs fade in and out there.
    expect(amplitudeAt(440, samples.subarray(2000, 22_000))).toBeCloseTo(0.5, 1)
    expect(amplitudeAt(660, samples.subarray(2000, 22_000))).toBeLessThan(0.02)
  })
  it('decodes amr, alone and in 3gp', async () => {
    const alone = await decodeAll(amrFile(1000))
    const inside = await decodeAll(await remuxMedia(amrFile(1000), '3gp'))
    expect(alone.durationMs).toBe(1000)
    expect(alone.facts).toMatchObject({ mimeType: 'audio/amr', audioCodec: 'amr_nb', browserPlayable: false })
    expect(inside.facts).toMatchObject({ mimeType: 'audio/3gpp', extension: '3gp', browserPlayable: false })
    expect(inside.samples).toEqual(alone.samples)
  })

  it('mixes channels without making them louder', async () => {
    const sound = tone({ hz: [440, 880], ms: 1000, channels: 2 })
    const stereo = await decodeAll(wavFile(sound))
    expect(amplitudeAt(440, stereo.samples)).toBeCloseTo(0.25, 2)
    expect(amplitudeAt(880, stereo.samples)).toBeCloseTo(0.25, 2)
    const nine = await decodeAll(wavFile(tone({ hz: 440, ms: 1000, channels: 9 })))
    expect(nine.facts.channels).toBe(9)
    expect(amplitudeAt(440, nine.samples)).toBeCloseTo(0.5, 2)
  })

  it('gives the same samples every time, and those of the file where nothing needs converting', async () => {
    const file = wavFile(tone({ hz: 440, ms: 2500 }))
    const [first, second] = await Promise.all([decodeAll(file), decodeAll(file)])
    expect(second.samples).toEqual(first.samples)
    expect(first.samples).toHaveLength(2.5 * PCM_SAMPLE_RATE)
    expect(first.samples.every((sample, at) => sample === file.readInt16LE(44 + at * 2) / 32_768)).toBe(true)
  })

  it('keeps to the time of the pictures where the sound begins late', async () => {
    const recipe = { sound: tone({ hz: 440, ms: 1000, rate: 48_000 }), videoCodec: 'libx264', audioDelayMs: 700 }
    for (const kind of [{ container: 'mp4', audioCodec: 'aac' }, { container: 'matroska', audioCodec: 'flac' }]) {
      const { samples } = await decodeAll(await mediaFile({ ...recipe, ...kind }))
      expect(Math.abs(onsetMs(samples)! - 700), kind.container).toBeLessThan(15)
    }
  })

  it('fills holes in the time with silence', async () => {
    const sound = tone({ hz: 440, ms: 2000 })
    const file = await mediaFile({ container: 'matroska', audioCodec: 'pcm_s16le', sound, holeMs: 3000 })
    const { samples, durationMs } = await decodeAll(file)
    expect(Math.abs(durationMs - 5000)).toBeLessThan(70)
    expect(onsetMs(samples.subarray(1.2 * PCM_SAMPLE_RATE, 3.8 * PCM_SAMPLE_RATE))).toBeNull()
    expect(amplitudeAt(440, samples.subarray(4.2 * PCM_SAMPLE_RATE))).toBeCloseTo(0.5, 1)
  })

  it('finds the sound behind a large tag', async () => {
    const sound = tone({ hz: 440, ms: 1000, rate: 44_100 })
    const mp3 = await mediaFile({ container: 'mp3', audioCodec: 'libmp3lame', sound })
    const tag = Buffer.alloc(10 + 3 * 2 ** 21)
    tag.write('ID3\x04')
    tag.writeUInt8(3, 6)
    const { facts, durationMs } = await decodeAll(Buffer.concat([tag, mp3]))
    expect(facts.mimeType).toBe('audio/mpeg')
    expect(Math.abs(durationMs - 1000)).toBeLessThan(5)
  })

  it('gives what there is of a file that is cut off', async () => {
    const sound = tone({ hz: 440, ms: 4000, rate: 44_100 })
    for (const [container, audioCodec] of [['mp3', 'libmp3lame'], ['webm', 'libopus'], ['wav', 'pcm_s16le']] as const) {
      const rate = audioCodec === 'libopus' ? 48_000 : 44_100
      const file = await mediaFile({ container, audioCodec, sound: { ...sound, rate } })
      const { durationMs, facts } = await decodeAll(file.subarray(0, file.length / 2))
      expect(durationMs, container).toBeGreaterThan(1500)
      expect(durationMs, container).toBeLessThan(2500)
      expect(facts.audioCodec).toBeTruthy()
    }
  })

  it('works only as fast as its samples are taken, and ends when they are no longer wanted', async () => {
    const source = endlessSource(3 * 3600 * 1000)
    const decoding = decodeMedia(source)
    let reached = 0
    for await (const chunk of decoding.pcm) {
      expect(chunk).toHaveLength(PCM_SAMPLE_RATE)
      if (decoding.durationMs() < 5000) continue
      // Once the pipes are full, nothing moves any more.
      do reached = source.reached
      while (await sleep(300, true) && source.reached > reached)
      break
    }
    expect(reached).toBeLessThan(2 * 2 ** 20)
    await sleep(300)
    expect(source.reached).toBe(reached)
  })

  it('keeps short sound for those who come late to it', async () => {
    const decoding = decodeMedia(bytesSource(wavFile(tone({ hz: 440, ms: 500 }))))
    await decoding.facts
    await sleep(500)
    let samples = 0
    for await (const chunk of decoding.pcm) samples += chunk.length
    expect(samples).toBe(8000)
  })

  it('refuses what is too long or too short', async () => {
    const take = async (bytes: Uint8Array, durationMsMax: number) => {
      for await (const _ of decodeMedia(bytesSource(bytes), { limits: { durationMsMax } }).pcm);
    }
    const second = wavFile(tone({ hz: 440, ms: 1000 }))
    await expect(take(second, 900)).rejects.toMatchObject({ code: 'media_too_long' })
    await expect(take(second, 1000)).resolves.toBeUndefined()
    const blink = wavFile(tone({ hz: 440, ms: 50 }))
    await expect(take(blink, 1000)).rejects.toMatchObject({ code: 'media_empty' })
  })
})
