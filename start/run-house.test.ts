import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pickPort } from '#db/embedded/free-port.server'
import { waitUntilGone } from '#db/embedded/old-postmaster.server'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { startTinyHouse, type TinyHouse } from '#tests/support/tiny-house/start-tiny-house'

const GONE_MS = 30_000
let base: string
let env: Record<string, string>
const houses: TinyHouse[] = []

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'steno-house-'))
  await chmod(base, 0o711)
  const [web, live, worker] = await Promise.all([pickPort(), pickPort(), pickPort()])
  env = {
    STENO_DATA_DIR: path.join(base, 'data'),
    STENO_WEB_PORT: String(web),
    STENO_LIVE_PORT: String(live),
    STENO_WORKER_PORT: String(worker),
    TINY: 'web,worker',
  }
})
afterEach(async () => {
  for (const house of houses.splice(0)) {
    house.child.kill('SIGTERM')
    await house.ended
  }
  await rm(base, { recursive: true, force: true })
})

function start(more: Record<string, string> = {}): TinyHouse {
  const house = startTinyHouse({ ...env, ...more })
  houses.push(house)
  return house
}

/** Process numbers of both processes and of what they started. */
async function processesOf(house: TinyHouse): Promise<number[]> {
  const found = await Promise.all(
    ['web', 'worker'].map((name) => house.says(new RegExp(`${name} started as (\\d+) with (\\d+)`))),
  )
  return found.flatMap(([, own, child]) => [Number(own), Number(child)])
}

async function databaseProcesses(): Promise<{ postmaster: number; guard: number }> {
  const file = path.join(base, 'data', 'postgres', 'cluster', 'postmaster.pid')
  const postmaster = Number.parseInt(await readFile(file, 'utf8'), 10)
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(postmaster)])
  return { postmaster, guard: Number(stdout) }
}

const allGone = async (pids: number[]) =>
  (await Promise.all(pids.map((pid) => waitUntilGone(pid, GONE_MS)))).every(Boolean)

describe('with the embedded database', () => {
  it('starts, restarts what dies, refuses a second one, and stops in order', async () => {
    const house = start()
    await house.says(/Steno is ready: http:\/\/localhost:\d+/)
    const pids = await processesOf(house)
    const { postmaster, guard } = await databaseProcesses()

    process.kill(pids[0] ?? 0, 'SIGKILL')
    await house.says(/web ended and starts again in 0.02 s: it was ended by SIGKILL/)
    const again = await house.says(new RegExp(`web started as (?!${pids[0]} )(\\d+) with (\\d+)`))
    pids.push(Number(again[1]), Number(again[2]))

    process.kill(postmaster, 'SIGKILL')
    await house.says(/database ended and starts again/)
    expect(await allGone([postmaster, guard, ...pids.slice(0, 2)])).toBe(true)

    const second = start({ STENO_WEB_PORT: String(await pickPort()), STENO_WORKER_PORT: String(await pickPort()) })
    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.output()).toContain(
      `Steno already runs on ${base}/data (process ${house.child.pid}, http://localhost:`,
    )
    expect(second.output().trim().split('\n')).toHaveLength(1)

    // Not before the database is back: its new postmaster is the one that must go.
    let next = { postmaster, guard }
    while (next.postmaster === postmaster) next = await databaseProcesses().catch(() => next)
    house.child.kill('SIGINT')
    expect(await house.ended).toEqual({ code: 0, signal: null })
    expect(house.output()).toMatch(/web ends/)
    expect(house.output()).toMatch(/worker ends/)
    expect(await allGone([...pids, next.postmaster, next.guard])).toBe(true)
  })

  it('leaves nothing behind when it is killed, and starts again on the same data', async () => {
    const house = start()
    await house.says(/Steno is ready/)
    const pids = await processesOf(house)
    const { postmaster, guard } = await databaseProcesses()
    house.child.kill('SIGKILL')
    const own = pids.filter((_pid, index) => index % 2 === 0)
    expect(await allGone([...own, postmaster, guard])).toBe(true)
    // What the tiny processes started themselves is theirs to end, and they do not.
    for (const pid of pids) if (!own.includes(pid)) process.kill(pid)
    await start().says(/Steno is ready/)
  })
})

describe('with a database given', () => {
  let database: TestDatabase
  beforeAll(async () => void (database = await makeTestDatabase()))
  afterAll(() => database.drop())
  beforeEach(() => void (env.DATABASE_URL = database.url))

  it('starts no other', async () => {
    const house = start()
    await house.says(/Steno is ready/)
    await expect(stat(path.join(base, 'data', 'postgres'))).rejects.toThrow('ENOENT')
  })

  it('starts no other where a file names it, which the processes need not read again', async () => {
    const file = path.join(base, 'database-url')
    await writeFile(file, `${database.url}\n`)
    await start({ DATABASE_URL: '', DATABASE_URL_FILE: file }).says(/Steno is ready/)
    await expect(stat(path.join(base, 'data', 'postgres'))).rejects.toThrow('ENOENT')
  })

  it('takes a process along that is still starting when it is killed', async () => {
    const house = start({ TINY: 'slow' })
    const [, pid] = await house.says(/slow started as (\d+)/)
    house.child.kill('SIGKILL')
    expect(await allGone([Number(pid)])).toBe(true)
  })

  it('gives up a process that keeps ending, with its last words, and stops the others', async () => {
    const house = start({ TINY: 'web,dying' })
    expect(await house.ended).toEqual({ code: 1, signal: null })
    expect(house.output().match(/dying started/g)?.length).toBeGreaterThanOrEqual(3)
    expect(house.output()).toMatch(
      /dying keeps ending: it ended with code 3\.\n {2}dying started.*\n {2}the last words of dying/,
    )
    const [, own, child] = await house.says(/web started as (\d+) with (\d+)/)
    expect(await allGone([Number(own), Number(child)])).toBe(true)
  })

  it('does not try again what a wrong setting ended', async () => {
    const house = start({ TINY: 'misconfigured' })
    expect(await house.ended).toEqual({ code: 1, signal: null })
    expect(house.output()).toContain(
      'misconfigured cannot run: it ended with code 78.\n  The moon is in the wrong phase: wait.',
    )
    expect(house.output()).not.toContain('starts again')
  })
})

describe('where something stands in the way', () => {
  async function refusal(more: Record<string, string> = {}): Promise<string> {
    const house = start(more)
    expect(await house.ended).toEqual({ code: 1, signal: null })
    return house.output().trim()
  }

  it('names the port that is taken and its variable', async () => {
    const server = createServer().listen(Number(env.STENO_WORKER_PORT), '127.0.0.1')
    await once(server, 'listening')
    expect(await refusal()).toBe(
      `Port ${env.STENO_WORKER_PORT} is taken by another program: stop it, or set STENO_WORKER_PORT to another port.`,
    )
    server.close()
  })

  it('says what is wrong with the data folder', async () => {
    expect(await refusal({ STENO_DATA_DIR: '/etc/passwd' })).toMatch(
      /^The data folder \/etc\/passwd is not a folder: .*\.$/,
    )
    expect(await refusal({ STENO_DATA_DIR: '/proc/steno' })).toMatch(/^The data folder \/proc\/steno .*\.$/)
  })

  it('says that the database given cannot be reached', async () => {
    const port = await pickPort()
    expect(await refusal({ DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/steno` })).toMatch(
      /^The database at DATABASE_URL cannot be used \(.*ECONNREFUSED.*\): correct the address, or start that server\.$/,
    )
  })

  it('lists wrong settings', async () => {
    expect(await refusal({ STENO_LOG_LEVEL: 'loud' })).toMatch(/^STENO_LOG_LEVEL is "loud", but takes .*\.$/)
  })
})
