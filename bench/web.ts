/**
 * `npm run bench:web`: requests a second, 95th percentile and processor time of the library page with 10,000 recordings,
 * from Steno's own web process and from stock `remix-serve` with the same build, database and session, in alternating
 * rounds of one run.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, chmod, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCookie } from '@remix-run/node'
import autocannon from 'autocannon'
import { openDatabase } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { createSession } from '#domain/accounts/sessions.server'
import { freePort, median } from './web/figures'
import { makeLibrary } from './web/library-of'

const RECORDINGS = 10_000
const ROUNDS = 4
const ROUND_SECONDS = 8
const WARM_UP_SECONDS = 4
const CONNECTIONS = 8

const root = fileURLToPath(new URL('..', import.meta.url))
const secret = randomBytes(32).toString('hex')

/** What browsers accept: pages are compressed for them. */
const ACCEPTED = 'gzip, deflate, br'

interface Round {
  requestsPerSecond: number
  p95Ms: number
  /** Processor time that the server took for one page; other work on the machine distorts it less than the others. */
  cpuMs: number
}

/** Milliseconds of processor time that a process has used, as Linux tells it in hundredths of a second; else NaN. */
function cpuMsOf(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user = NaN, system = NaN] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number)
    return (user + system) * 10
  } catch {
    return NaN
  }
}

interface Server {
  name: string
  url: string
  /** Of the process that answers. */
  pid: number | undefined
}

/** Loads one page for a while; autocannon's own summary has no 95th percentile, so the times are kept. */
async function load({ url, pid }: Server, cookie: string, seconds: number): Promise<Round> {
  const cpuMsBefore = cpuMsOf(pid)
  const timesMs: number[] = []
  const found = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = { url, connections: CONNECTIONS, duration: seconds, headers: { cookie, 'accept-encoding': ACCEPTED } }
    const running = autocannon(options, (error, result) => (error ? reject(error as Error) : resolve(result)))
    running.on('response', (_client, _status, _bytes, timeMs) => timesMs.push(timeMs))
  })
  if (found.non2xx + found.errors > 0) throw new Error(`${url}: ${found.non2xx} refusals, ${found.errors} errors`)
  const cpuMs = (cpuMsOf(pid) - cpuMsBefore) / timesMs.length
  timesMs.sort((a, b) => a - b)
  return { requestsPerSecond: found.requests.average, p95Ms: timesMs[Math.floor(timesMs.length * 0.95)] ?? NaN, cpuMs }
}

async function until(url: string, cookie: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(url, { headers: { cookie } }).catch(() => null)
    if (answer?.status === 200) return answer.text()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${url} does not answer with a page.`)
}

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, graceMs: 5000 }, throwAway: true },
  () => {},
)
const children: ChildProcess[] = []
try {
  await migrate(cluster.url)
  const database = openDatabase({ url: cluster.url, name: 'bench' })
  const token = await makeLibrary(database.pool, RECORDINGS, async (userId) =>
    (await createSession(database.db, { userId, userAgent: 'bench' })).token)
  await database.close()
  const cookie = (await createCookie('steno', { secrets: [secret] }).serialize(token)).split(';')[0] ?? ''

  const start = async (name: string, args: string[]) => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: cluster.url, STENO_SECRET: secret,
        STENO_DATA_DIR: path.join(dataDir, name), STENO_WEB_PORT: String(port), STENO_PUBLIC_URL: url, PORT: String(port),
        STENO_LOG_LEVEL: 'warn',
      },
    })
    children.push(child)
    return { name, url: `${url}/library`, pid: child.pid, page: await until(`${url}/library`, cookie) }
  }
  const servers = [
    await start('steno', ['app/main.ts']),
    await start('remix-serve', ['node_modules/@remix-run/serve/dist/cli.js', 'bench/web/stock-build.ts']),
  ]
  for (const { name, page } of servers) {
    if (!page.includes('Lecture 1 on phonetics')) throw new Error(`${name} does not show the library.`)
  }
  const rounds = new Map(servers.map(({ name }) => [name, [] as Round[]]))
  for (const server of servers) await load(server, cookie, WARM_UP_SECONDS)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of round % 2 === 0 ? servers : [...servers].reverse()) {
      rounds.get(server.name)?.push(await load(server, cookie, ROUND_SECONDS))
    }
  }
  const figures = [...rounds].map(([name, own]) => {
    const rate = median(own.map((round) => round.requestsPerSecond))
    const p95 = median(own.map((round) => round.p95Ms))
    const cpu = median(own.map((round) => round.cpuMs))
    console.log(
      `${name.padEnd(12)} ${rate.toFixed(1)} requests/s, p95 ${p95.toFixed(0)} ms, ${cpu.toFixed(1)} ms of processor time a page ` +
        `(medians of ${ROUNDS} rounds)`,
    )
    return { rate, cpu }
  })
  const [ours, stock] = figures
  if (ours && stock) {
    console.log(
      `ratio steno / remix-serve: ${(ours.rate / stock.rate).toFixed(2)} by requests, ${(stock.cpu / ours.cpu).toFixed(2)} by ` +
        `processor time (${RECORDINGS} recordings, ${CONNECTIONS} connections)`,
    )
  }
} finally {
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(children.map((child) => new Promise((resolve) => (child.exitCode === null ? child.on('exit', resolve) : resolve(null)))))
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}
