import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { hasShared } from '#tests/speech/shared-audio'
import { builtinModel, sharedStreamingModel } from '#tests/speech/live-models'
import { toInt16 } from '#tests/speech/speak'
import { findCapacity, type Trial } from './live/capacity'
import { fuzz } from './live/fuzz'
import { measureLatency, type Latency } from './live/latency'
import { startCommon, startSteno, type MeasuredServer } from './live/servers'
import { soak } from './live/soak'
import { timeDetector, timeRawLive } from './raw-live'
import { denseSpeech, naturalSpeech, spacedSpeech } from './speech'

/**
 * Live recognition over real sockets, in one run: how many paced speakers the live server keeps up with, against what the model could
 * decode on the same cores if each second were decoded once, and against the common design; then latencies, memory, and hostile input. Everything
 * (speakers, database, storage, server) shares the machine, so the ratios are those of a whole installation.
 */
const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'streaming,built-in' },
    seconds: { type: 'string', default: '20' },
    cycles: { type: 'string', default: '2000' },
    /** Hostile frames, and the seed of what they are. */
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    /** Skips what finds capacities. */
    only: { type: 'string' },
  },
})
const LAG_MS_MAX = 300
if (!hasShared('models')) throw new Error('This benchmark needs the shared models and speech.')

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir, password: 'bench', durable: true, graceMs: 5000 }, throwAway: true }, console.warn,
)
try {
  await migrate(cluster.url)
  const [dense, natural] = [await denseSpeech(), await naturalSpeech()]
  for (const name of values.models.split(',')) {
    const model = name === 'streaming' ? sharedStreamingModel() : await builtinModel()
    if (!values.only || values.only === 'capacity') {
      await compare(model, 'all speech', dense)
      await compare(model, 'natural pauses', natural)
    }
    if (!values.only || values.only === 'latency') await latencies(model)
    if (!values.only || values.only === 'soak') await withServer(startSteno(model, cluster.url), async (server) => {
      console.log(`${model.entry.id}, memory: ${JSON.stringify(await soak(server, toInt16(natural), Number(values.cycles)))}`)
    })
    if (!values.only || values.only === 'fuzz') await withServer(startSteno(model, cluster.url), async (server) => {
      const done = await fuzz(server, { frames: Number(values.frames), seed: Number(values.seed) })
      console.log(`${model.entry.id}, hostile frames: ${JSON.stringify(done)}`)
    })
  }
} finally {
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** The machine's speed changes within minutes: what the model could do is measured before, between and after, and the middle one counts. */
async function compare(model: InstalledModel, kind: string, speech: Float32Array): Promise<void> {
  const raws = [timeRawLive(model, speech)]
  const options = { speech: toInt16(speech), seconds: Number(values.seconds), lagMsMax: LAG_MS_MAX }
  const guess = Math.max(1, Math.floor(raws[0]! * (model.entry.kind === 'streaming' ? 0.7 : 0.35)))
  const detecting = timeDetector(speech)
  console.log(`  with a detector of ${(detecting * 100).toFixed(1)} % of a core for each, at most ${(1 / (1 / raws[0]! + detecting)).toFixed(1)} streams`)
  console.log(`  Steno, ${kind}:`)
  const steno = await withServer(startSteno(model, cluster.url), (server) => findCapacity({ ...options, server }, guess))
  raws.push(timeRawLive(model, speech))
  console.log(`  the common design, ${kind}:`)
  const common = await withServer(startCommon(model), (server) => findCapacity({ ...options, server }, Math.ceil(guess / 2)))
  raws.push(timeRawLive(model, speech))
  const raw = raws.sort((a, b) => a - b)[1]!
  const count = (trial: Trial | null) => trial?.streams ?? 0
  console.log(
    `${model.entry.id}, ${kind}: ${count(steno)} streams with p95 lag ${steno?.p95LagMs} ms and p99 echo ${steno?.p99EchoMs} ms; ` +
      `${(count(steno) / raw).toFixed(2)} of raw ${raw.toFixed(1)}, ` +
      `${(count(steno) / Math.max(1, count(common))).toFixed(1)} times the common design (${count(common)}, echo ${common?.p99EchoMs} ms)`,
  )
}

async function latencies(model: InstalledModel): Promise<void> {
  const { speech, utterances } = await spacedSpeech()
  const pcm = toInt16(speech)
  const crowd = Math.max(2, Math.floor(timeRawLive(model, speech) * (model.entry.kind === 'streaming' ? 0.8 : 0.3) * 0.7))
  const tell = (who: string, latency: Latency) => console.log(`${model.entry.id}, latency (ms) of ${utterances.length} utterances, ${who}: ${JSON.stringify(latency)}`)
  await withServer(startSteno(model, cluster.url), async (server) => {
    tell('one speaker', await measureLatency(server, pcm, utterances, 0))
    tell(`${crowd} speakers`, await measureLatency(server, pcm, utterances, crowd - 1))
  })
  await withServer(startCommon(model), async (server) => {
    tell("one speaker and the engine's default endpointing", await measureLatency(server, pcm, utterances, 0))
  })
}

async function withServer<T>(starting: Promise<MeasuredServer>, work: (server: MeasuredServer) => Promise<T>): Promise<T> {
  const server = await starting
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}
