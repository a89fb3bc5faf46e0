import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCookie } from '@remix-run/node'
import { openDatabase, type Database } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { createSession } from '#domain/accounts/sessions.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { startHouseProcess } from '#tests/support/house-process'
import { liveSecret } from '#tests/support/live-secret'
import { freePort } from '../web/figures'
import { makeLibrary } from '../web/library-of'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Somebody with a library, as a browser and as a program. */
export interface Person {
  userId: string
  cookie: string
  key: string
}

export interface WholeHouse {
  database: Database
  url: string
  livePort: number
  people: Person[]
  stop(): Promise<void>
}

/** Web, live recognition and a worker as `npm start` runs them, over a database of their own, with people who have libraries. */
export async function startWholeHouse(people: number, recordings: number): Promise<WholeHouse> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
  await chmod(dataDir, 0o711)
  const cluster = await startGuardedCluster(
    { cluster: { dataDir: path.join(dataDir, 'db'), password: randomBytes(8).toString('hex'), durable: true, graceMs: 5000 }, throwAway: true },
    () => {},
  )
  await migrate(cluster.url)
  const database = openDatabase({ url: cluster.url, name: 'bench' })
  const { db, pool } = database
  const made: Person[] = []
  const cookies = createCookie('steno', { secrets: [liveSecret] })
  for (let at = 0; at < people; at++) {
    await makeLibrary(pool, recordings, async (userId) => {
      const { key } = await createApiKey(db, userId, { keyName: 'bench', scopes })
      const { token } = await createSession(db, { userId, userAgent: 'bench' })
      made.push({ userId, key, cookie: (await cookies.serialize(token)).split(';')[0]! })
      return userId
    }, `bench${at}@steno.example`)
  }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { STENO_SECRET: liveSecret, STENO_PUBLIC_URL: url, STENO_LOG_LEVEL: 'warn', STENO_TRUST_PROXY: '1' }
  const web = spawn(process.execPath, ['--import', 'tsx', 'app/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: cluster.url, STENO_DATA_DIR: dataDir, STENO_WEB_PORT: String(port), ...env,
    },
  })
  const rest = { databaseUrl: cluster.url, dataDir, env }
  const live = await startHouseProcess({ file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT', ...rest })
  const worker = await startHouseProcess({ file: 'worker/main.ts', portVariable: 'STENO_WORKER_PORT', ...rest })
  while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) await new Promise((resolve) => setTimeout(resolve, 200))
  return {
    database, url, people: made, livePort: live.port,
    async stop() {
      web.kill('SIGTERM')
      if (web.exitCode === null) await new Promise((resolve) => web.once('exit', resolve))
      await Promise.all([live.stop(), worker.stop()])
      await database.close()
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
