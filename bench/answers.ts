/**
 * `npm run bench:answers`: how long a transcript is waited for through the `openai` package, for files of several lengths,
 * and for a short one while its sender has long files in the queue: the ratio to the same file's time without them.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import OpenAI, { toFile } from 'openai'
import { openDatabase } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/support/decoded-sound'
import { wavFile } from '#tests/support/media-fixtures'
import { freePort, median } from './web/figures'

const SECONDS = [1, 5, 15, 30, 60, 150]
const TIMES = 3
const FILES_IN_QUEUE = 20
const RATE = 16_000

const root = fileURLToPath(new URL('..', import.meta.url))
const sample = path.join(root, 'public/sample/steno-sample.mp3')

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, graceMs: 5000 }, throwAway: true },
  () => {},
)
const processes: ChildProcess[] = []

/** Starts a process of the house and waits until it is ready. */
async function start(file: string, portVariable: string): Promise<string> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  processes.push(spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      // Pages are not what is measured, and need no build so.
      PATH: process.env.PATH, NODE_ENV: 'development', DATABASE_URL: cluster.url, STENO_DATA_DIR: path.join(dataDir, 'house'),
      [portVariable]: String(port), STENO_PUBLIC_URL: url, STENO_LOG_LEVEL: 'warn', STENO_RECOGNIZER_THREADS: '1',
    },
  }))
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.status === 200) return url
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${file} does not become ready.`)
}

/** The sample, over and over, so many seconds of it. */
async function speechOf(seconds: number): Promise<Buffer> {
  const { samples } = await decodeAll(await readFile(sample))
  const sound = Float32Array.from({ length: seconds * RATE }, (_, at) => samples[at % samples.length]!)
  return wavFile({ samples: sound, rate: RATE, channels: 1 })
}

try {
  await migrate(cluster.url)
  const database = openDatabase({ url: cluster.url, name: 'bench' })
  const makeKey = async () => {
    const userId = await addUser(database.db, 'ENTERPRISE')
    return (await createApiKey(database.db, userId, { keyName: 'bench', scopes })).key
  }
  const [quick, busy] = [await makeKey(), await makeKey()]
  await database.close()
  const url = await start('app/main.ts', 'STENO_WEB_PORT')
  await start('worker/main.ts', 'STENO_WORKER_PORT')
  const timeOf = async (apiKey: string, bytes: Buffer) => {
    const openai = new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 })
    const startedMs = performance.now()
    await openai.audio.transcriptions.create({ file: await toFile(bytes, 'a.wav'), model: 'whisper-1' })
    return performance.now() - startedMs
  }
  const medianOf = async (apiKey: string, bytes: Buffer) => {
    const timesMs: number[] = []
    for (let time = 0; time < TIMES; time += 1) timesMs.push(await timeOf(apiKey, bytes))
    return median(timesMs)
  }
  await timeOf(quick, await speechOf(5))
  for (const seconds of SECONDS) {
    const ms = await medianOf(quick, await speechOf(seconds))
    console.log(`${String(seconds).padStart(4)} s of sound: ${ms.toFixed(0).padStart(6)} ms, ratio ${(ms / 1000 / seconds).toFixed(2)}`)
  }
  const short = await speechOf(5)
  const aloneMs = await medianOf(busy, short)
  const long = await speechOf(600)
  for (let file = 0; file < FILES_IN_QUEUE; file += 1) {
    const headers = { Authorization: `Bearer ${busy}`, 'Content-Type': 'audio/wav' }
    const answer = await fetch(`${url}/api/v1/recordings?language=en&title=${file}`, { method: 'POST', headers, body: new Uint8Array(long) })
    if (answer.status !== 201) throw new Error(await answer.text())
  }
  const behindMs = await medianOf(busy, short)
  console.log(`   5 s of sound with ${FILES_IN_QUEUE} files of 10 min of the same user in the queue: ${behindMs.toFixed(0)} ms, `
    + `${(behindMs / aloneMs).toFixed(1)} times ${aloneMs.toFixed(0)} ms without them`)
} finally {
  for (const child of processes) {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.on('exit', resolve))
  }
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}
