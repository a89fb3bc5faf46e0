import pg from 'pg'
import { expect, it } from 'vitest'
import { makeTestDatabase } from './test-database'

it('gives each caller a migrated database of its own', async () => {
  const [one, two] = await Promise.all([makeTestDatabase(), makeTestDatabase()])
  const client = new pg.Client({ connectionString: one.url })
  await client.connect()
  expect((await client.query('select count(*)::int as n from plans')).rows[0].n).toBeGreaterThan(0)
  expect(one.url).not.toBe(two.url)
  await client.end()
  await Promise.all([one.drop(), two.drop()])
})

it('notices a connection that was left open', async () => {
  const database = await makeTestDatabase()
  const client = new pg.Client({ connectionString: database.url, application_name: 'forgetful' })
  client.on('error', () => undefined)
  await client.connect()
  await expect(database.drop()).rejects.toThrow('left open by: forgetful')
})
