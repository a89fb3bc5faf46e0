import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { connect, makeQueued, makeUser } from '#tests/worker/rows'
import { cleanUp } from './clean-up.server'
import { getQueueFacts } from './queue-facts.server'

let database: TestDatabase
let open: Database
let client: pg.Client

beforeAll(async () => {
  database = await makeTestDatabase()
  open = openDatabase({ url: database.url, name: 'test-clean-up' })
  client = await connect(database.url)
})
afterAll(async () => {
  await client.end()
  await open.close()
  await database.drop()
})

it('deletes what is past its time and leaves the rest', async () => {
  const userId = await makeUser(client)
  await client.query(`update plans set retention_days = 30 where code = 'FREE'`)
  const old = await makeQueued(client, userId)
  const kept = await makeQueued(client, userId)
  const fresh = await makeQueued(client, userId)
  await client.query(`update recordings set status = 'failed'`)
  await client.query(`update recordings set created_at = now() - interval '31 days', kept = (id = $2) where id in ($1, $2)`, [old, kept])
  await client.query(
    `insert into user_sessions (token_hash, user_id, expires_at)
     values ('old', $1, now() - interval '1 second'), ('fresh', $1, now() + interval '1 day')`, [userId],
  )
  await client.query(
    `insert into login_attempts values ('a', 3, now() - interval '1 second'), ('b', 1, now() + interval '1 minute')`,
  )
  await client.query(
    `insert into job_failures (task, recording_id, error_code, message, setbacks, settled_at)
     values ('transcribe', $1, 'internal', 'settled long ago', 1, now() - interval '31 days'),
            ('transcribe', $1, 'internal', 'settled', 1, now()), ('transcribe', $1, 'internal', 'open', 1, null)`, [fresh],
  )
  await client.query(
    `update user_subscriptions set cycle_start = now() - interval '40 days', cycle_end = now() - interval '10 days',
       cycle_anchor = now() - interval '40 days'`,
  )
  expect(await cleanUp(open.db)).toEqual({ recordings: 1, cycles: 1, sessions: 1, loginAttempts: 1, deadLetters: 1 })
  const left = await client.query('select id from recordings order by created_at')
  expect(left.rows.map((row) => row.id)).toEqual([kept, fresh])
  expect((await client.query('select object_key from object_deletions')).rowCount).toBe(1)
  expect(await cleanUp(open.db)).toEqual({ recordings: 0, cycles: 0, sessions: 0, loginAttempts: 0, deadLetters: 0 })
})

it('tells how the queue stands', async () => {
  await client.query('delete from recordings')
  const userId = await makeUser(client)
  const first = await makeQueued(client, userId)
  await makeQueued(client, userId)
  await makeQueued(client, userId)
  await client.query(`update recordings set status = 'processing' where id = $1`, [first])
  await client.query(`update recordings set queued_at = now() - interval '1 minute'`)
  const facts = await getQueueFacts(open.db)
  expect(facts).toMatchObject({ waiting: 2, running: 1, deadLetters: 0 })
  expect(facts.oldestWaitMs).toBeGreaterThanOrEqual(60_000)
})
