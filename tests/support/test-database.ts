import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, inject } from 'vitest'
import type { TestCluster } from './global-setup'

export interface TestDatabase {
  /** A database of its own with everything migrated and the plans seeded; its role may do anything. */
  url: string
  /** Removes it, and throws if connections to it were left open: close pools and workers first. */
  drop(): Promise<void>
}

async function requireCluster(): Promise<TestCluster> {
  const response = await fetch(inject('testClusterBroker'))
  if (!response.ok) throw new Error(`The test database did not start.\n${await response.text()}`)
  return (await response.json()) as TestCluster
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

/**
 * Clones the migrated template: a fresh database for one test file (or one test) in some tens of milliseconds.
 *
 * ```ts
 * let database: TestDatabase
 * beforeAll(async () => { database = await makeTestDatabase() })
 * afterAll(() => database.drop())
 * ```
 */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = await requireCluster()
  const name = `test_${randomBytes(6).toString('hex')}`
  const file = expect.getState().testPath ?? 'unknown'
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`create database ${name} template ${template}`)
    await admin.query(`comment on database ${name} is ${admin.escapeLiteral(file)}`)
  })
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () =>
      asAdmin(adminUrl, async (admin) => {
        const leaked = await connectionsLeft(admin, name)
        await admin.query(`drop database if exists ${name} with (force)`)
        if (leaked.length > 0) {
          throw new Error(`Connections to the test database were left open by: ${leaked.join(', ')}`)
        }
      }),
  }
}

/** Names of the applications still connected. A backend ends a moment after its client, so this waits a little. */
async function connectionsLeft(admin: pg.Client, name: string): Promise<string[]> {
  const query = `select coalesce(nullif(application_name, ''), 'an unnamed client') as who
    from pg_stat_activity where datname = $1 and backend_type = 'client backend'`
  for (let looks = 0; ; looks++) {
    const { rows } = await admin.query<{ who: string }>(query, [name])
    if (rows.length === 0 || looks === 40) return rows.map((row) => row.who)
    await sleep(50)
  }
}
