/**
 * `npm run bench:first-segment`: from the end of an upload in parts to the first segment that is stored, and what share of the time to
 * the whole transcript that is; through the API of a web process, with one worker beside it.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { openDatabase } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { wavFile } from '#tests/support/media-fixtures'
import { sendParts } from '#tests/support/send-parts'
import { startWorkerProcess } from '#tests/worker/worker-process'
import { quantile } from './web/figures'
import { startWeb } from './web/start-web'

const ROUNDS = 5
const POLL_MS = 20
const SAMPLE = 'public/sample/steno-sample.mp3'
/** Several parts, which completing puts together. */
const LONG_MINUTES = 10

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, graceMs: 5000 }, throwAway: true },
  () => {},
)
const ends: (() => Promise<unknown>)[] = []
try {
  await migrate(cluster.url)
  const { db, close } = openDatabase({ url: cluster.url, name: 'bench' })
  ends.push(close)
  const { key } = await createApiKey(db, await addUser(db, 'ENTERPRISE'), { keyName: 'bench', scopes })
  const home = path.join(dataDir, 'home')
  const web = await startWeb(cluster.url, home)
  ends.push(() => web.stop())
  const worker = await startWorkerProcess(cluster.url, home, {})
  ends.push(() => worker.stop())

  const post = async (address: string, body: unknown) => {
    const headers = { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }
    const response = await fetch(`${web.url}/api/v1${address}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${address} was answered with ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    return performance.now()
  }

  async function round(content: Buffer, fileName: string) {
    const upload = await post('/uploads', { fileName, size: content.length, language: 'en' })
    await sendParts(upload, content)
    const asked = performance.now()
    await post(`/uploads/${upload.id}/complete`, {})
    const answered = performance.now()
    const has = async (query: ReturnType<typeof sql>) => (await db.execute(query)).rows.length > 0
    const first = await until(() => has(sql`
      select 1 from recording_windows where recording_id = ${upload.recordingId} and jsonb_array_length(segments) > 0
      union all select 1 from segments where recording_id = ${upload.recordingId} limit 1`))
    const done = await until(() => has(sql`select 1 from recordings where id = ${upload.recordingId} and status = 'done'`))
    return { completeMs: answered - asked, firstMs: first - answered, doneMs: done - answered }
  }

  const sample = await readFile(SAMPLE)
  const speech = await decodeAll(SAMPLE)
  const looped = new Float32Array(LONG_MINUTES * 60 * PCM_SAMPLE_RATE)
  for (let at = 0; at < looped.length; at += speech.length) looped.set(speech.subarray(0, looped.length - at), at)
  const long = wavFile({ samples: looped, rate: PCM_SAMPLE_RATE, channels: 1 })
  // What a process does for the first time takes longer.
  await round(sample, 'warm.mp3')
  for (const [name, content] of [['sample.mp3', sample], [`${LONG_MINUTES} min.wav`, long]] as const) {
    const rounds: Awaited<ReturnType<typeof round>>[] = []
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await round(content, name))
    const median = (of: 'completeMs' | 'firstMs' | 'doneMs') => quantile(rounds.map((one) => one[of]), 0.5)
    const slowest = Math.max(...rounds.map(({ firstMs }) => firstMs))
    console.log(`${name} (${(content.length / 1e6).toFixed(1)} MB): complete → first segment ${median('firstMs').toFixed(0)} ms (slowest `
      + `${slowest.toFixed(0)}), completing took ${median('completeMs').toFixed(0)} ms, to the whole transcript ${median('doneMs').toFixed(0)} ms, `
      + `ratio ${(median('firstMs') / median('doneMs')).toFixed(3)}; medians of ${ROUNDS}`)
  }
} finally {
  for (const end of ends.reverse()) await end()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}
