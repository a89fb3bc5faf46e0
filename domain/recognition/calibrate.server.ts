import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { dirname } from 'node:path'
import { z } from 'zod'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { compareThreads, pickThreads } from './compare-threads'
import type { Provider } from './engine-config'
import { makeRecognizerPool } from './recognizer-pool.server'
import { makeSpeechLike } from './speech-like'

export interface CalibrateOptions {
  model: InstalledModel
  provider: Provider
  vadModelPath: string
  /** Where results are kept, by processor, model and provider. */
  cacheFile: string
  /** Speech to measure with, 16 kHz mono; something speech-like where it is left out. */
  samples?: Float32Array
  /** Default: what the system says runs in parallel. */
  threadsMax?: number
}

export interface Calibration {
  /** The smallest count that twice as many do not clearly beat. */
  threads: number
  /** Audio seconds recognised a second, by count of threads. */
  throughput: Record<string, number>
}

const calibrations = z.record(
  z.string(),
  z.object({ threads: z.number().int().positive(), throughput: z.record(z.string(), z.number()) }),
)

const SPEECH_SECONDS = 8

/** How many recognizer threads pay on this machine; measured once in a few seconds, then remembered. */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { model, provider, cacheFile } = options
  const key = `${cpus()[0]?.model ?? 'unknown'} ×${availableParallelism()} ${model.entry.id} ${provider}`
  const known = await readCalibrations(cacheFile)
  const remembered = known[key]
  if (remembered) return remembered
  const calibration = provider === 'cuda' ? { threads: 1, throughput: {} } : await measure(options)
  await writeCalibrations(cacheFile, { ...known, [key]: calibration })
  return calibration
}

async function measure({ model, provider, vadModelPath, ...options }: CalibrateOptions): Promise<Calibration> {
  const samples = options.samples ?? makeSpeechLike(SPEECH_SECONDS)
  const throughput = await compareThreads({
    threadsMax: options.threadsMax ?? availableParallelism(),
    speechSeconds: samples.length / PCM_SAMPLE_RATE,
    open(threads) {
      const pool = makeRecognizerPool({ threads, provider, vadModelPath })
      const recognize = () => pool.recognize({ samples, model, language: 'en' })
      return {
        recognize: (times) => Promise.all(Array.from({ length: times }, recognize)),
        close: () => pool.close(),
      }
    },
  })
  return { threads: pickThreads(throughput), throughput: Object.fromEntries(throughput) }
}

async function readCalibrations(cacheFile: string): Promise<z.infer<typeof calibrations>> {
  try {
    return calibrations.parse(JSON.parse(await readFile(cacheFile, 'utf8')))
  } catch {
    // Missing, or not what this version writes: measuring again costs seconds.
    return {}
  }
}

async function writeCalibrations(cacheFile: string, content: z.infer<typeof calibrations>): Promise<void> {
  await mkdir(dirname(cacheFile), { recursive: true })
  const draft = `${cacheFile}.${process.pid}.tmp`
  await writeFile(draft, JSON.stringify(content, null, 2))
  await rename(draft, cacheFile)
}
