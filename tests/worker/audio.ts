import { existsSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { decodeAll } from '#tests/support/decoded-sound'
import { wavFile } from '#tests/support/media-fixtures'

export interface Speech {
  file: string
  durationMs: number
  /** Some of what is said in it, in lower case. */
  says: string
}

const shared = (name: string) => fileURLToPath(new URL(`../../../shared/audio/${name}`, import.meta.url))
const sampleFile = fileURLToPath(new URL('../../public/sample/steno-sample.mp3', import.meta.url))
const hasShared = existsSync(shared('long/chapter.flac')) && existsSync(shared('jfk.wav'))

async function makeSampleSpeech(): Promise<{ short: Speech; long: Speech }> {
  console.warn('Without the shared recordings, the tests of real jobs use the sample recording, over and over.')
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-speech-'))
  const { samples } = await decodeAll(await readFile(sampleFile))
  const make = async (name: string, times: number): Promise<Speech> => {
    const repeated = new Float32Array(samples.length * times)
    for (let n = 0; n < times; n += 1) repeated.set(samples, n * samples.length)
    const file = path.join(dir, name)
    await writeFile(file, wavFile({ samples: repeated, rate: PCM_SAMPLE_RATE, channels: 1 }))
    return { file, durationMs: (repeated.length * 1000) / PCM_SAMPLE_RATE, says: 'what was said' }
  }
  return { short: await make('short.wav', 1), long: await make('long.wav', 4) }
}

const speech = hasShared
  ? {
      short: { file: shared('jfk.wav'), durationMs: 11_000, says: 'what you can do for your country' },
      long: { file: shared('long/chapter.flac'), durationMs: 162_000, says: 'printing' },
    }
  : await makeSampleSpeech()

/** Some seconds of real speech. */
export const shortSpeech: Speech = speech.short
/** Long enough to be killed in the middle of. */
export const longSpeech: Speech = speech.long

/** The beginning of the long one, in a folder that the caller removes: enough windows, and soon over. */
export async function cutSpeech(dir: string, ms: number): Promise<Speech> {
  const { samples } = await decodeAll(await readFile(longSpeech.file))
  const cut = samples.subarray(0, (ms * PCM_SAMPLE_RATE) / 1000)
  const file = path.join(dir, 'cut.wav')
  await writeFile(file, wavFile({ samples: cut, rate: PCM_SAMPLE_RATE, channels: 1 }))
  return { ...longSpeech, file, durationMs: (cut.length * 1000) / PCM_SAMPLE_RATE }
}

export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield await readFile(file)
}
