import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { makeQueued, makeUser } from '#tests/worker/rows'
import { dailyDuties } from './daily-duties.server'

const test = useDatabase()

async function cleanUp(): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const { name, run } of dailyDuties) for (const count of Object.values(await run(test.db))) found[name] = count
  return found
}

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
  await test.client.query(
    `insert into task_counts values ('x', now() - interval '8 days', 'done', 1, 1), ('x', now(), 'done', 1, 1)`)
  const once = {
    cycles: 1, sessions: 1, loginAttempts: 1, refreshTokens: 1, idempotencyKeys: 1, deadLetters: 1, deliveries: 1, taskCounts: 1,
  }
  expect(await cleanUp()).toEqual({ retention: 1, audioRetention: 0, ...once })
  const left = await test.client.query('select id from recordings order by created_at')
  expect(left.rows.map((row) => row.id)).toEqual([kept, fresh])
  expect((await test.client.query('select object_key from object_deletions')).rowCount).toBe(1)
  const nothing = Object.fromEntries(Object.keys(once).map((name) => [name, 0]))
  expect(await cleanUp()).toEqual({ retention: 0, audioRetention: 0, ...nothing })
})

it('takes old audio and leaves its transcript, but for what is kept', async () => {
  const userId = await addUser(test.db)
  await test.client.query(`update plans set audio_retention_days = 7, retention_days = 30 where code = 'FREE'`)
  const ids: string[] = []
  for (const title of ['old', 'kept', 'fresh']) {
    ids.push(await addRecording(test.db, userId, { title, segments: [{ startMs: 0, endMs: 900, text: 'Hello.' }] }))
  }
  await test.client.query(`update recordings set created_at = now() - interval '8 days' where id = any ($1)`, [ids.slice(0, 2)])
  await test.client.query(`update recordings set kept = true where id = $1`, [ids[1]])
  expect((await cleanUp()).audioRetention).toBe(1)
  const { rows } = await test.client.query(
    `select title, object_key is not null as audio, audio_expired_at is not null as expired,
            (select count(*)::int from segments s where s.recording_id = r.id) as segments
       from recordings r where id = any ($1) order by title`, [ids])
  expect(rows).toEqual([
    { title: 'fresh', audio: true, expired: false, segments: 1 },
    { title: 'kept', audio: true, expired: false, segments: 1 },
    { title: 'old', audio: false, expired: true, segments: 1 },
  ])
  const outbox = await test.client.query(`select 1 from object_deletions where object_key like '%' || $1 || '%'`, [ids[0]])
  expect(outbox.rowCount).toBe(1)
})
