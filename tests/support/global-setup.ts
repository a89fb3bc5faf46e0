import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startGuardedCluster, type GuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where test files ask for the test cluster; the first to ask starts it. */
    testClusterBroker: string
  }
}

/** What the broker answers: the cluster's `postgres` database, and the name of the migrated template. */
export interface TestCluster {
  adminUrl: string
  template: string
}

const TEMPLATE = 'steno_template'

async function startTestCluster(dataDir: string): Promise<GuardedCluster> {
  const password = randomBytes(12).toString('hex')
  const cluster = { dataDir, password, durable: false, graceMs: 5000 }
  const started = await startGuardedCluster({ cluster, throwAway: true }, (line) =>
    console.warn(`[test database] ${line}`),
  )
  await withAdmin(started.url, (admin) => admin.query(`create database ${TEMPLATE}`))
  await migrate(urlOf(started.url, TEMPLATE))
  return started
}

function urlOf(url: string, database: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${database}`
  return parsed.href
}

async function withAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/**
 * vitest's global set-up: offers one throw-away PostgreSQL to all test files. It starts when a file asks for it, so
 * tests without a database do not wait. Its guard removes it when this process ends, however it ends.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-test-'))
  // Where the tests run as root, the database's user must be able to pass through.
  await chmod(dataDir, 0o711)
  let started: Promise<GuardedCluster> | null = null
  const broker = http.createServer((_request, response) => {
    started ??= startTestCluster(dataDir)
    started.then(
      ({ url }) => {
        const answer: TestCluster = { adminUrl: urlOf(url, 'postgres'), template: TEMPLATE }
        response.end(JSON.stringify(answer))
      },
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    )
  })
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
  project.provide('testClusterBroker', `http://127.0.0.1:${(broker.address() as AddressInfo).port}/`)

  return async () => {
    broker.closeAllConnections()
    broker.close()
    const cluster = await started?.catch(() => null)
    const leftOver = cluster ? await findLeftOver(cluster.url) : []
    await cluster?.stop()
    await rm(dataDir, { recursive: true, force: true })
    if (leftOver.length > 0) throw new Error(`Test databases were not dropped: ${leftOver.join(', ')}`)
  }
}

/** Databases that a test file made and did not drop; each comment names its file. */
async function findLeftOver(url: string): Promise<string[]> {
  const query = `select datname, shobj_description(oid, 'pg_database') as file
    from pg_database where datname like 'test\\_%'`
  const found = await withAdmin(url, (admin) => admin.query<{ datname: string; file: string | null }>(query))
  return found.rows.map((row) => `${row.datname} of ${row.file ?? 'an unknown file'}`)
}
