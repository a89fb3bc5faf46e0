/**
 * `npm run bench:api`: requests a second and 95th percentiles of the API: listing, reading and uploading recordings, by eight
 * users with 1,250 recordings each, and the ratio of each to the same process's `/healthz`, which does nothing.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import autocannon from 'autocannon'
import { openDatabase } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { quantile } from './web/figures'
import { makeLibrary } from './web/library-of'
import { startWeb } from './web/start-web'

/** One connection each: a user has so many requests a minute. */
const USERS = 8
/** Measurements take turns among so many sets of users, whose minute is not used up then. */
const SETS = 3
const RECORDINGS = 1_250
/** Short enough that the rate of nobody's plan is used up. */
const SECONDS = 5
const SOUND_MS = 1_000

interface Kind {
  name: string
  /** Of each user, who has a recording of this id. */
  path(id: string): string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: Buffer
}

interface User {
  key: string
  recordingId: string
}

/** Loads an address for a while, each connection as a user of its own. */
async function load(url: string, users: readonly User[], { name, path: pathOf, method = 'GET', headers = {}, body }: Kind) {
  const timesMs: number[] = []
  const refused = new Set<number>()
  let clients = 0
  const found = await new Promise<autocannon.Result>((resolve, reject) => {
    const setupClient = (client: autocannon.Client) => {
      const { key, recordingId } = users[clients++ % users.length]!
      client.setRequests([{ method, path: pathOf(recordingId), headers: { ...headers, Authorization: `Bearer ${key}` }, body }])
    }
    const running = autocannon({ url, connections: users.length, duration: SECONDS, setupClient }, (error, result) =>
      (error ? reject(error as Error) : resolve(result)))
    running.on('response', (_client, status, _bytes, timeMs) => {
      timesMs.push(timeMs)
      if (status >= 300) refused.add(status)
    })
  })
  if (found.errors > 0 || refused.size > 0) throw new Error(`${name}: ${found.errors} errors, refusals: ${[...refused].join()}`)
  return { perSecond: timesMs.length / found.duration, p50Ms: quantile(timesMs, 0.5), p95Ms: quantile(timesMs, 0.95) }
}

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, graceMs: 5000 }, throwAway: true },
  () => {},
)
let web: Awaited<ReturnType<typeof startWeb>> | null = null
try {
  await migrate(cluster.url)
  const database = openDatabase({ url: cluster.url, name: 'bench' })
  const keys: string[] = []
  for (let user = 0; user < USERS * SETS; user += 1) {
    const makeKey = async (userId: string) => (await createApiKey(database.db, userId, { keyName: 'bench', scopes })).key
    keys.push(await makeLibrary(database.pool, RECORDINGS, makeKey, `bench${user}@steno.example`))
  }
  await database.close()
  web = await startWeb(cluster.url, path.join(dataDir, 'web'))
  const { url } = web
  const users = await Promise.all(keys.map(async (key): Promise<User> => {
    const answer = await fetch(`${url}/api/v1/recordings?limit=1`, { headers: { Authorization: `Bearer ${key}` } })
    return { key, recordingId: (await answer.json() as { items: { id: string }[] }).items[0]!.id }
  }))
  const sound = wavFile(tone({ hz: 440, ms: SOUND_MS }))
  const kinds: Kind[] = [
    { name: '/healthz', path: () => '/healthz' },
    { name: 'who am I', path: () => '/api/v1/me' },
    { name: 'list of 50', path: () => '/api/v1/recordings' },
    { name: 'list of 10', path: () => '/api/v1/recordings?limit=10' },
    { name: 'one recording', path: (id) => `/api/v1/recordings/${id}` },
    {
      name: 'upload of 1 s', path: () => '/api/v1/recordings?language=en', method: 'POST',
      headers: { 'Content-Type': 'audio/wav' }, body: sound,
    },
  ]
  // What a process does for the first time takes longer.
  await load(url, users.slice(0, USERS), kinds[2]!)
  let nothing = NaN
  for (const [index, kind] of kinds.entries()) {
    const from = (index % SETS) * USERS
    const { perSecond, p50Ms, p95Ms } = await load(url, users.slice(from, from + USERS), kind)
    if (Number.isNaN(nothing)) nothing = perSecond
    console.log(`${kind.name.padEnd(14)} ${perSecond.toFixed(0).padStart(5)} requests/s, p50 ${p50Ms.toFixed(0)} ms, `
      + `p95 ${p95Ms.toFixed(0)} ms, ratio to /healthz ${(perSecond / nothing).toFixed(3)} (${USERS} at once)`)
  }
} finally {
  await web?.stop()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}
