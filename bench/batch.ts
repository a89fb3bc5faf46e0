import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { installMoonshineTiny, requireSileroVad } from '#domain/models/builtin-install.server'
import { makeRecognizerPool } from '#domain/recognition/recognizer-pool.server'
import { House } from '#tests/worker/house'
import { watchMemory } from './memory'
import { cutForRaw, timeRaw } from './raw-recognizer'
import { denseSpeech, loopedWav, naturalSpeech } from './speech'

const usage = 'npm run bench:batch -- [--repeats 5; 0 leaves the comparison out] [--minutes 8] [--hours 3; 0 leaves the long file out]'
const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '5' }, minutes: { type: 'string', default: '8' }, hours: { type: 'string', default: '3' } },
})
const [repeats, minutes, hours] = [values.repeats, values.minutes, values.hours].map(Number) as [number, number, number]
if (![repeats, minutes, hours].every(Number.isFinite)) throw new Error(usage)

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const shown = (value: number, digits = 2) => value.toFixed(digits)

const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
const cluster = await startGuardedCluster(
  { cluster: { dataDir: path.join(dir, 'database'), password: 'bench-only', durable: true, graceMs: 5000 }, throwAway: true },
  () => undefined,
)
await migrate(cluster.url)
const house = await House.open(cluster.url)
const pool = makeRecognizerPool({ threads: 1, provider: 'cpu', vadModelPath: requireSileroVad() })
try {
  const model = await installMoonshineTiny(path.join(dir, 'cache'))
  const worker = await house.startWorker({ STENO_RECOGNIZER_THREADS: '1' })
  if (repeats > 0) {
    await timePipeline(await denseSpeech(), 20)
    await compare('dense speech', await denseSpeech(), 0.85)
    await compare('natural pauses', await naturalSpeech(), 1)
  }
  if (hours > 0) await measureLongFile(worker.pid)

  /** Runs raw recognizer and pipeline in turns on the same audio, and prints the ratio of their throughputs. */
  async function compare(name: string, speech: Float32Array, target: number): Promise<void> {
    const seconds = minutes * 60
    const looped = new Float32Array(seconds * PCM_SAMPLE_RATE)
    for (let at = 0; at < looped.length; at += speech.length) looped.set(speech.subarray(0, looped.length - at), at)
    const pieces = await cutForRaw(pool, looped)
    await timeRaw(pool, model, pieces.slice(0, 3))
    const raw: number[] = []
    const pipeline: number[] = []
    for (let n = 0; n < repeats; n++) {
      raw.push(seconds / (await timeRaw(pool, model, pieces)))
      pipeline.push(seconds / (await timePipeline(speech, seconds)))
    }
    const ratio = median(pipeline) / median(raw)
    const pairs = pipeline.map((value, index) => shown(value / raw[index]!)).join(' ')
    console.log(
      `${name}: ratio ${shown(ratio)} (target ${target}); pipeline ${shown(median(pipeline), 1)}, raw recognizer ` +
        `${shown(median(raw), 1)} audio seconds a second, medians of ${repeats} over ${minutes} min; pairs ${pairs}`,
    )
  }

  /** Seconds from the claim of the stored file to its stored transcript, by the database's clock. */
  async function timePipeline(speech: Float32Array, seconds: number): Promise<number> {
    const id = await house.uploadStream(loopedWav(speech, seconds))
    await house.until(id, (row) => row.status === 'done', 100)
    const { rows } = await house.client.query<{ seconds: number }>(
      'select extract(epoch from completed_at - started_at)::float8 as seconds from recordings where id = $1', [id])
    await house.client.query('delete from recordings where id = $1', [id])
    return rows[0]!.seconds
  }

  async function measureLongFile(pid: number): Promise<void> {
    const memory = watchMemory(pid)
    const seconds = hours * 3600
    const took = await timePipeline(await naturalSpeech(), seconds)
    const { peakBytes, parts } = memory.stop()
    console.log(
      `a file of ${hours} h: peak memory ${shown(peakBytes / 1e6, 0)} MB of the worker and its media child (target below 1000; ` +
        `${parts}), ${shown(seconds / took, 1)} audio seconds a second`,
    )
  }
} finally {
  await pool.close()
  await house.close()
  await cluster.stop()
  await rm(dir, { recursive: true, force: true })
}
