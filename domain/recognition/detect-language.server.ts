import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { RecognizerPool } from './recognizer-pool.server'

/** Where nobody has spoken by then, the language is left open. */
const LISTEN_SAMPLES_MAX = 120 * PCM_SAMPLE_RATE

export interface SpokenLanguage {
  /** Base tag such as `en`; null where no speech was found or the model cannot tell. */
  language: string | null
  /** The whole recording, what was listened to included. */
  pcm: AsyncIterable<Float32Array>
}

/** Finds out which language is spoken by the first window of speech in the recording's first two minutes. */
export async function detectLanguage(
  pool: RecognizerPool,
  judge: InstalledModel,
  pcm: AsyncIterable<Float32Array>,
  signal?: AbortSignal,
): Promise<SpokenLanguage> {
  const source = pcm[Symbol.asyncIterator]()
  const heard: Float32Array[] = []
  const windows = pool.openWindows(0)
  let samples = 0
  try {
    for (let found = null; ; ) {
      const next = await source.next()
      if (next.done) {
        found = (await windows.finish())[0]
      } else {
        heard.push(next.value)
        samples += next.value.length
        found = (await windows.push(next.value.slice()))[0]
      }
      const language = found && (await pool.detectLanguage(judge, found.samples, signal ? { signal } : {}))
      const isOver = next.done || samples >= LISTEN_SAMPLES_MAX
      if (language || isOver) return { language: language ?? null, pcm: replay(heard, source) }
    }
  } catch (error) {
    await source.return?.()
    throw error
  } finally {
    windows.close()
  }
}

async function* replay(
  heard: readonly Float32Array[],
  rest: AsyncIterator<Float32Array>,
): AsyncGenerator<Float32Array, void, undefined> {
  try {
    yield* heard
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
