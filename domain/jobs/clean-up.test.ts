import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeQueued, makeUser } from '#tests/worker/rows'
import { cleanUp } from './clean-up.server'
import { getQueueFacts } from './queue-facts.server'

const test = useDatabase()

it('deletes what is past its time and leaves the rest', async () => {
  const userId = await makeUser(test.client)
  await test.client.query(`update plans set retention_days = 30 where code = 'FREE'`)
  const old = await makeQueued(test.client, userId)
  const kept = await makeQueued(test.client, userId)
  const fresh = await makeQueued(test.client, userId)
  await test.client.query(`update recordings set status = 'failed'`)
  await test.client.query(`update recordings set created_at = now() - interval '31 days', kept = (id = $2) where id in ($1, $2)`, [old, kept])
  await test.client.query(
    `insert into user_sessions (token_hash, user_id, expires_at)
     values ('old', $1, now() - interval '1 second'), ('fresh', $1, now() + interval '1 day')`, [userId],
  )
  await test.client.query(
    `insert into login_attempts values ('a', 3, now() - interval '1 second'), ('b', 1, now() + interval '1 minute')`,
  )
  await test.client.query(
    `insert into refresh_tokens (token_hash, family_id, user_id, expires_at)
     values ('old', gen_random_uuid(), $1, now() - interval '1 second'), ('fresh', gen_random_uuid(), $1, now() + interval '1 day')`,
    [userId],
  )
  await test.client.query(
    `insert into idempotency_keys (key_hash, expires_at)
     values ('old', now() - interval '1 second'), ('fresh', now() + interval '1 day')`,
  )
  await test.client.query(
    `insert into job_failures (task, recording_id, error_code, message, setbacks, settled_at)
     values ('transcribe', $1, 'internal', 'settled long ago', 1, now() - interval '31 days'),
            ('transcribe', $1, 'internal', 'settled', 1, now()), ('transcribe', $1, 'internal', 'open', 1, null)`, [fresh],
  )
  await test.client.query(
    `update user_subscriptions set cycle_start = now() - interval '40 days', cycle_end = now() - interval '10 days',
       cycle_anchor = now() - interval '40 days'`,
  )
  const { rows: [hook] } = await test.client.query<{ id: string }>(
    `insert into webhooks (user_id, url, salt, events) values ($1, 'https://example.org', 'x', '{recording.done}') returning id`, [userId],
  )
  await test.client.query(
    `insert into webhook_deliveries (user_id, webhook_id, event, event_id, outcome, at)
     values ($1, $2, 'test', 'old', 'delivered', now() - interval '31 days'), ($1, $2, 'test', 'fresh', 'delivered', now())`,
    [userId, hook!.id],
  )
  const once = { cycles: 1, sessions: 1, loginAttempts: 1, refreshTokens: 1, idempotencyKeys: 1, webhookDeliveries: 1, deadLetters: 1 }
  expect(await cleanUp(test.db)).toEqual({ recordings: 1, ...once })
  const left = await test.client.query('select id from recordings order by created_at')
  expect(left.rows.map((row) => row.id)).toEqual([kept, fresh])
  expect((await test.client.query('select object_key from object_deletions')).rowCount).toBe(1)
  const nothing = Object.fromEntries(Object.keys(once).map((name) => [name, 0]))
  expect(await cleanUp(test.db)).toEqual({ recordings: 0, ...nothing })
})

it('tells how the queue stands', async () => {
  await test.client.query('delete from recordings')
  const userId = await makeUser(test.client)
  const first = await makeQueued(test.client, userId)
  await makeQueued(test.client, userId)
  await makeQueued(test.client, userId)
  await test.client.query(`update recordings set status = 'processing' where id = $1`, [first])
  await test.client.query(`update recordings set queued_at = now() - interval '1 minute'`)
  const facts = await getQueueFacts(test.db)
  expect(facts).toMatchObject({ waiting: 2, running: 1, deadLetters: 0 })
  expect(facts.oldestWaitMs).toBeGreaterThanOrEqual(60_000)
})
