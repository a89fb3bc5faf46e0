import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Cluster, startCluster } from './cluster.server'
import { waitUntilGone } from './old-postmaster.server'
import { getPlace } from './place.server'

const isRoot = process.getuid?.() === 0
if (!isRoot)
  console.warn('SKIPPED: what only root can test about the embedded database; run the tests as root for that.')

let base: string
let dataDir: string
/** A folder that every user may pass through, beside one that they may not. */
let far: string
const running: Cluster[] = []
const lines: string[] = []

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'steno-cluster-'))
  await chmod(base, 0o711)
  dataDir = path.join(base, 'data')
  far = await mkdtemp(path.join(os.tmpdir(), 'steno-far-'))
  lines.length = 0
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((cluster) => cluster.stop('immediate')))
  for (const dir of [base, far]) await rm(dir, { recursive: true, force: true })
})

async function start(options: Partial<Parameters<typeof startCluster>[0]> = {}): Promise<Cluster> {
  const cluster = await startCluster({
    dataDir,
    password: 'a/b c',
    durable: false,
    graceMs: 5000,
    farDir: far,
    log: (line) => lines.push(line),
    ...options,
  })
  running.push(cluster)
  return cluster
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return Object.values((await client.query(text)).rows?.[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

const pidFile = () => path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid')

describe('startCluster', () => {
  it('keeps data and port from one start to the next, safely, for one password only', async () => {
    const first = await start({ durable: true })
    await query(first.url, `create table t as select 'Grüße, 世界' as word`)
    expect(await query(first.url, 'show fsync')).toBe('on')
    expect(await query(first.url, 'show data_checksums')).toBe('on')
    expect(await query(first.url, `select lower('ÄÖ') || ' ' || upper('ß' collate "de-x-icu")`)).toBe('äö SS')
    await expect(query(first.url.replace('a%2Fb%20c', 'wrong'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    )
    expect((await stat(path.join(dataDir, 'postgres', 'cluster'))).mode & 0o777).toBe(0o700)
    await first.stop()
    expect(await first.exited).toBe('PostgreSQL ended (0).')
    expect(await waitUntilGone(first.pid, 0)).toBe(true)

    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select word from t')).toBe('Grüße, 世界')
  })

  it('takes another port when its own is taken', async () => {
    const first = await start()
    await first.stop()
    const port = Number(new URL(first.url).port)
    const server = net.createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    const second = await start()
    expect(new URL(second.url).port).not.toBe(String(port))
    server.close()
  })

  it('recovers what was committed before a crash', async () => {
    const first = await start({ durable: true })
    await query(first.url, 'create table t as select 42 as n')
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    expect(await query((await start({ durable: true })).url, 'select n from t')).toBe(42)
  })

  it('stops a database that a killed start left running', async () => {
    const left = await start()
    running.length = 0
    const next = await start()
    expect(await left.exited).toBe('PostgreSQL ended (0).')
    expect(lines).toContain('Stopped a database left over by a killed start.')
    expect(await query(next.url, 'select 1')).toBe(1)
  })

  it('starts though the number in its pid file now belongs to another program, and spares that', async () => {
    const first = await start()
    const content = await readFile(pidFile(), 'utf8')
    await first.stop()
    const other = spawn('sleep', ['600'], { stdio: 'ignore' })
    await writeFile(pidFile(), content.replace(/^\d+/, String(other.pid)))
    expect(await query((await start()).url, 'select 1')).toBe(1)
    expect(other.exitCode).toBe(null)
    other.kill()
    expect((await once(other, 'exit'))[1]).toBe('SIGTERM')
  })

  it.each([
    ['19', 'is of PostgreSQL 19, and this Steno brings 18: start the newer Steno that wrote it.'],
    ['17', 'is of PostgreSQL 17, and this Steno brings 18: export it with the older Steno'],
  ])('refuses data of PostgreSQL %s in one sentence', async (version, sentence) => {
    await (await start()).stop()
    await writeFile(path.join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), `${version}\n`)
    await expect(start()).rejects.toThrow(sentence)
  })

  it('says what to do when the password does not fit the data', async () => {
    await (await start()).stop()
    await expect(start({ password: 'another' })).rejects.toThrow('does not accept the password in data/secrets')
  })

  it('follows a data folder that was moved', async () => {
    const first = await start()
    await query(first.url, 'create table t as select 7 as n')
    await first.stop()
    await rename(dataDir, path.join(base, 'moved'))
    dataDir = path.join(base, 'moved')
    expect(await query((await start()).url, 'select n from t')).toBe(7)
  })
})

describe.skipIf(!isRoot)('startCluster as root, where the database’s user may not enter', () => {
  beforeEach(() => chmod(base, 0o700))

  it('puts the database elsewhere, says so once, and finds it again', async () => {
    const first = await start()
    expect(first.dir.startsWith(far)).toBe(true)
    expect(lines.filter((line) => line.includes('may not enter'))).toHaveLength(1)
    await query(first.url, 'create table t as select 3 as n')
    await first.stop()
    lines.length = 0
    const second = await start()
    expect(second.dir).toBe(first.dir)
    expect(lines).toEqual([])
    expect(await query(second.url, 'select n from t')).toBe(3)
    expect((await getPlace(dataDir))?.dir).toBe(first.dir)
  })

  it('refuses a copied data folder, which would share its original’s database', async () => {
    await (await start()).stop()
    await cp(dataDir, path.join(base, 'copy'), { recursive: true })
    await expect(start({ dataDir: path.join(base, 'copy') })).rejects.toThrow('cannot serve both')
  })

  it('says so when the database is gone', async () => {
    const first = await start()
    await first.stop()
    await rm(first.dir, { recursive: true })
    await expect(start()).rejects.toThrow('bring it back, or remove')
  })
})
