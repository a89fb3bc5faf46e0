import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { openDatabase, type Database } from './client.server'

let made: TestDatabase
let database: Database

beforeAll(async () => {
  made = await makeTestDatabase()
  database = openDatabase({ url: made.url, name: 'client-test' })
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

it('fails a transaction whose connection ends between two statements, and not the process', async () => {
  const failing = database.db.transaction(async (tx) => {
    const { rows: [own] } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await database.pool.query('select pg_terminate_backend($1)', [own!.pid])
    // Its end is heard while no statement of it is under way.
    await sleep(200)
    await tx.execute(sql`select 1`)
  })
  await expect(failing).rejects.toThrow()
  const { rows } = await database.pool.query('select 1 as one')
  expect(rows).toEqual([{ one: 1 }])
})

it('asks a server for nothing at the start that a pooler before it would refuse, and limits a statement before the first', async () => {
  const hurried = openDatabase({ url: made.url, name: 'client-test', connectionsMax: 2, statementMsMax: 12_345 })
  const settings = () => hurried.pool.query<{ name: string; source: string }>(
    `select name, source, setting from pg_settings where source = 'client' or name = 'statement_timeout' order by name`)
  const both = await Promise.all([settings(), settings()])
  await hurried.close()
  for (const { rows } of both) {
    // PgBouncer takes application_name, client_encoding, DateStyle and TimeZone (its `ignore_startup_parameters` is empty).
    expect(rows.filter(({ source }) => source === 'client').map(({ name }) => name)).toEqual(['application_name', 'client_encoding'])
    expect(rows).toContainEqual({ name: 'statement_timeout', source: 'session', setting: '12345' })
  }
})
