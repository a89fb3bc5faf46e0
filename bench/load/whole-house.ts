import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { openDatabase, type Database } from '#db/client.server'
import { pickPort } from '#db/embedded/free-port.server'
import { migrate } from '#db/migrate.server'
import { liveSecret } from '#tests/support/live-secret'
import { productBackOff } from '../../start/back-off'
import { makeDatabasePart } from '../../start/database-part'
import { keepRunning, type KeptPart } from '../../start/keep-running'
import { kinds, makeCopy, type Copy, type Kind } from './copy'
import { makePeople, type Person } from './make-people'

export interface WholeHouseOptions {
  people: number
  /** That each of them has. */
  recordings: number
  copies: Readonly<Record<Kind, number>>
  /** Origin that browsers use, where it is not that of the first copy of web. */
  publicUrl?: string
  onLine(line: string): void
}

export interface WholeHouse {
  database: Database
  /** Origin of the first copy of web, and of live. */
  url: string
  liveUrl: string
  copies: readonly Copy[]
  people: Person[]
  /** Where audio lies. */
  objectsDir: string
  /** Process number of PostgreSQL. */
  databasePid(): Promise<number>
  /** What the copies have logged. */
  logs(): Promise<string>
  stop(): Promise<void>
}

/** For several copies of each process. */
const CONNECTIONS_MAX = 200
const kindNames = Object.keys(kinds) as Kind[]

/**
 * Copies of web, live recognition and worker over a database of their own, all kept running as `npm start` does, and
 * people who have libraries.
 */
export async function startWholeHouse({ people, recordings, copies: counts, publicUrl, onLine }: WholeHouseOptions): Promise<WholeHouse> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
  await chmod(dataDir, 0o711)
  const kept: KeptPart[] = []
  const keep = async (part: Parameters<typeof keepRunning>[0]) => {
    kept.push(await keepRunning(part, { backOff: productBackOff, log: onLine, onGiveUp: onLine }))
  }
  let database: Database | null = null
  const stop = async () => {
    // The database, which they may still be writing to, after them.
    const [first, ...rest] = kept
    await Promise.all(rest.map((part) => part.stop()))
    await database?.close()
    await first?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    let databaseUrl = ''
    const cluster = { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, connectionsMax: CONNECTIONS_MAX, graceMs: 5000 }
    await keep(makeDatabasePart({ start: { cluster, throwAway: false }, log: () => {}, onUrl: (url) => (databaseUrl = url) }))
    await migrate(databaseUrl)
    database = openDatabase({ url: databaseUrl, name: 'bench', onIdleError: () => {} })
    const ports = new Map<Kind, number[]>()
    for (const kind of kindNames) {
      ports.set(kind, [])
      for (let at = 0; at < counts[kind]; at++) ports.get(kind)!.push(await pickPort())
    }
    const url = `http://127.0.0.1:${ports.get('web')![0]}`
    const env = {
      DATABASE_URL: databaseUrl, STENO_DATA_DIR: dataDir, STENO_SECRET: liveSecret, STENO_PUBLIC_URL: publicUrl ?? url,
      STENO_TRUST_PROXY: '1', STENO_LOG_LEVEL: 'warn', STENO_LOG_FORMAT: 'json', STENO_RECOGNIZER_THREADS: '1',
    }
    const copies = kindNames.flatMap((kind) =>
      ports.get(kind)!.map((port) => makeCopy({ kind, port, env, logFile: path.join(dataDir, `${kind}-${port}.log`) })))
    for (const copy of copies) await keep(copy.part)
    const made = await makePeople(database, people, recordings, (publicUrl ?? url).startsWith('https:'))
    await Promise.all(copies.map((copy) => copy.ready()))
    const { pool } = database
    return {
      database, url, copies, people: made,
      liveUrl: `ws://127.0.0.1:${ports.get('live')![0]}`,
      objectsDir: path.join(dataDir, 'objects'),
      async databasePid() {
        const { rows } = await pool.query<{ dir: string }>(`select current_setting('data_directory') as dir`)
        return Number((await readFile(path.join(rows[0]!.dir, 'postmaster.pid'), 'utf8')).split('\n')[0])
      },
      logs: async () => {
        const files = copies.map(({ kind, port }) => readFile(path.join(dataDir, `${kind}-${port}.log`), 'utf8'))
        return (await Promise.all(files)).join('')
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
