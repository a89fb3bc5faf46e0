import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { dirname } from 'node:path'
import { z } from 'zod'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
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
  /** The smallest count within ten percent of the best. */
  threads: number
  /** Audio seconds recognised a second, by count of threads. */
  throughput: Record<string, number>
}

const calibrations = z.record(
  z.string(),
  z.object({ threads: z.number().int().positive(), throughput: z.record(z.string(), z.number()) }),
)

/** What another thread must add to be worth its memory. */
const GOOD_ENOUGH = 0.9
const SPEECH_SECONDS = 8
const ROUNDS_PER_THREAD = 3

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

/** The smallest count whose throughput is within ten percent of the best. */
export function pickThreads(throughput: ReadonlyMap<number, number>): number {
  const best = Math.max(...throughput.values())
  const good = [...throughput].filter(([, value]) => value >= best * GOOD_ENOUGH).map(([threads]) => threads)
  return Math.min(...good)
}

async function measure(options: CalibrateOptions): Promise<Calibration> {
  const samples = options.samples ?? makeSpeechLike(SPEECH_SECONDS)
  const threadsMax = options.threadsMax ?? availableParallelism()
  const throughput = new Map<number, number>()
  for (let threads = 1; threads <= threadsMax; threads *= 2) {
    throughput.set(threads, await measureThreads(threads, samples, options))
    // More threads than pay already will not pay.
    if (pickThreads(throughput) < threads) break
  }
  return { threads: pickThreads(throughput), throughput: Object.fromEntries(throughput) }
}

async function measureThreads(
  threads: number,
  samples: Float32Array,
  { model, provider, vadModelPath }: CalibrateOptions,
): Promise<number> {
  const pool = makeRecognizerPool({ threads, provider, vadModelPath })
  const recognizeTimes = (times: number) =>
    Promise.all(Array.from({ length: times }, () => pool.recognize({ samples, model, language: 'en' })))
  try {
    await recognizeTimes(threads)
    const start = performance.now()
    await recognizeTimes(threads * ROUNDS_PER_THREAD)
    const seconds = (performance.now() - start) / 1000
    return (threads * ROUNDS_PER_THREAD * samples.length) / PCM_SAMPLE_RATE / seconds
  } finally {
    await pool.close()
  }
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
