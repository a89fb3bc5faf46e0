/**
 * `npm run bench:load`: people browse, search, upload and speak at once, at a human pace, on one installation; error rate and 95th
 * percentile of each, and whether anything that was uploaded or spoken was lost. Also where `--kill` ends PostgreSQL's connections midway.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { decodeAll } from '#tests/support/decoded-sound'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { Tally } from './load/tally'
import { startWholeHouse, type Person } from './load/whole-house'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    browsers: { type: 'string', default: '4' },
    searchers: { type: 'string', default: '2' },
    uploaders: { type: 'string', default: '2' },
    speakers: { type: 'string', default: '2' },
    kill: { type: 'boolean', default: false },
  },
})
const SAMPLE = 'public/sample/steno-sample.mp3'
const FRAME_MS = 100

const house = await startWholeHouse(4, 500)
const tally = new Tally()
const until = performance.now() + Number(values.seconds) * 1000
const uploaded: string[] = []
const spoken: { sessionId: string; saidMs: number }[] = []
let lost = 0

async function call(person: Person, path: string, init: RequestInit = {}): Promise<Response> {
  const auth: Record<string, string> = path.startsWith('/api') ? { Authorization: `Bearer ${person.key}` } : { cookie: person.cookie }
  const response = await fetch(`${house.url}${path}`, { ...init, headers: { ...auth, ...init.headers } })
  if (response.status >= 400) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`)
  return response
}

const browse = async (person: Person) => {
  await tally.time('GET /library', async () => (await call(person, '/library')).text())
  const [first] = (await tally.time('GET /api/v1/recordings', async () =>
    (await (await call(person, '/api/v1/recordings?limit=20')).json() as { items: { id: string }[] }).items)) ?? []
  if (first) await tally.time('GET /recordings/:id', async () => (await call(person, `/recordings/${first.id}`)).text())
  await sleep(1000)
}

const search = async (person: Person) => {
  const body = JSON.stringify({ query: 'what is said about transcripts' })
  const headers = { 'Content-Type': 'application/json' }
  await tally.time('POST /api/v1/search/semantic', async () =>
    (await call(person, '/api/v1/search/semantic', { method: 'POST', body, headers })).json())
  await sleep(1000)
}

const sample = await readFile(SAMPLE)
const upload = async (person: Person) => {
  const made = await tally.time('POST /api/v1/recordings', async () => (await call(person, '/api/v1/recordings?language=en', {
    method: 'POST', body: sample, headers: { 'Content-Type': 'audio/mpeg' },
  })).json() as Promise<{ id: string }>)
  if (made) uploaded.push(made.id)
  await sleep(10_000)
}

const speech = toPcm16((await decodeAll(sample)).samples)
const speak = async (person: Person) => {
  const session = await tally.time('live: start', async () => {
    const client = await LiveClient.connect(house.livePort, person.userId)
    client.send({ type: 'start', language: 'en' })
    return { client, sessionId: (await client.next('ready')).sessionId }
  })
  if (!session) return sleep(2000)
  const { client, sessionId } = session
  const startedAt = performance.now()
  let seq = 0
  for (let at = 0; at + FRAME_SAMPLES <= speech.length && performance.now() < until; at += FRAME_SAMPLES) {
    client.frame(seq++, speech.subarray(at, at + FRAME_SAMPLES))
    await sleep(Math.max(0, startedAt + seq * FRAME_MS - performance.now()))
  }
  client.send({ type: 'stop' })
  await tally.time('live: stop to the end', () => client.next('ended'))
  spoken.push({ sessionId, saidMs: seq * FRAME_MS })
}

async function keepOn(count: number, act: (person: Person) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, async (_, at) => {
    await sleep(at * 300)
    while (performance.now() < until) await act(house.people[at % house.people.length]!)
  }))
}

try {
  const running = [
    keepOn(Number(values.browsers), browse), keepOn(Number(values.searchers), search),
    keepOn(Number(values.uploaders), upload), keepOn(Number(values.speakers), speak),
  ]
  if (values.kill) {
    await sleep(Number(values.seconds) * 500)
    await house.database.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()')
    console.log('every connection of PostgreSQL was ended')
  }
  await Promise.all(running)
  const left = async (): Promise<number> => (await house.database.pool.query<{ n: number }>(
    `select count(*)::int as n from recordings where status in ('uploading', 'queued', 'processing')`)).rows[0]!.n
  while (await left() > 0) await sleep(1000)
  const { rows } = await house.database.pool.query<{ id: string; status: string; duration_ms: number; texts: number }>(
    `select r.id, r.status, r.duration_ms::int, (select count(*)::int from segments s where s.recording_id = r.id) as texts
       from recordings r where id = any($1)`, [[...uploaded, ...spoken.map(({ sessionId }) => sessionId)]],
  )
  const kept = new Map(rows.map((row) => [row.id, row]))
  const judge = (id: string, isKept: (row: (typeof rows)[number]) => boolean) => {
    const row = kept.get(id)
    if (row && isKept(row)) return
    lost += 1
    console.log(`lost or cut: ${JSON.stringify(row ?? id)}`)
  }
  for (const id of uploaded) judge(id, ({ status, texts }) => status === 'done' && texts > 0)
  for (const { sessionId, saidMs } of spoken) judge(sessionId, ({ duration_ms }) => duration_ms === saidMs)
} finally {
  await house.stop()
}
tally.print()
console.log(`${uploaded.length} uploaded and ${spoken.length} spoken recordings, of which ${lost} lost or cut (${values.seconds} s, `
  + `${values.browsers} browse, ${values.searchers} search, ${values.uploaders} upload, ${values.speakers} speak)`)
process.exit(lost === 0 ? 0 : 1)
