import { drizzle } from 'drizzle-orm/node-postgres'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { isDatabaseTrouble } from './database-trouble.server'
import { persist } from './persist.server'

let database: TestDatabase
beforeAll(async () => {
  database = await makeTestDatabase()
})
afterAll(() => database.drop())

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => expect.fail('it should have failed'), (error: unknown) => error)
}

it('knows a connection that is cut, through the wrapper of drizzle', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 })
  pool.on('error', () => undefined)
  const killed = drizzle(pool).execute(sql`select pg_terminate_backend(pg_backend_pid())`)
  expect(isDatabaseTrouble(await failureOf(killed))).toBe(true)
  const wrong = drizzle(pool).execute(sql`select 1 / 0`)
  expect(isDatabaseTrouble(await failureOf(wrong))).toBe(false)
  await pool.end()
})

it('knows a server that is not there', async () => {
  const client = new pg.Client({ host: '127.0.0.1', port: 1 })
  expect(isDatabaseTrouble(await failureOf(client.connect()))).toBe(true)
})

it('knows a statement that takes longer than it may, which gives its connection back', async () => {
  const { db, close } = openDatabase({ url: database.url, name: 'trouble-test', connectionsMax: 1, statementMsMax: 50 })
  expect(isDatabaseTrouble(await failureOf(db.execute(sql`select pg_sleep(100)`)))).toBe(true)
  expect((await db.execute(sql`select 1`)).rowCount).toBe(1)
  await close()
})

it('knows that no connection was free in time', async () => {
  const { db, pool, close } = openDatabase({ url: database.url, name: 'trouble-test', connectionsMax: 1, waitMsMax: 50 })
  const held = await pool.connect()
  expect(isDatabaseTrouble(await failureOf(db.execute(sql`select 1`)))).toBe(true)
  held.release()
  await close()
})

it('does not mistake defects and refusals for it', () => {
  expect(isDatabaseTrouble(new AppError('not_found', 'x'))).toBe(false)
  expect(isDatabaseTrouble(new TypeError('x'))).toBe(false)
})

it('repeats a statement until the database is back, and not what is refused', async () => {
  let tries = 0
  const statement = async () => {
    tries += 1
    if (tries < 3) throw Object.assign(new Error('gone'), { code: '57P01' })
    return 'stored'
  }
  expect(await persist(statement)).toBe('stored')
  expect(tries).toBe(3)
  const refused = () => Promise.reject(Object.assign(new Error('no'), { code: '23505' }))
  await expect(persist(refused)).rejects.toThrow('no')
})

it('gives up when told to, or after the time', async () => {
  const gone = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
  await expect(persist(gone, { outageMsMax: 0 })).rejects.toThrow('gone')
  const stopping = new AbortController()
  const waiting = persist(gone, { signal: stopping.signal, onTrouble: () => stopping.abort(new Error('stopped')) })
  await expect(waiting).rejects.toThrow('stopped')
})
