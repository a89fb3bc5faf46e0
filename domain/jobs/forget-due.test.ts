import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeQueued, makeUser, originalKey } from '#tests/worker/rows'
import { forgetDue } from './forget-due.server'

const test = useDatabase()
const jobsOf = async (id: string) => {
  const { rows } = await test.client.query<{ key: string }>(`select key from graphile_worker.jobs where key like '%' || $1`, [id])
  return rows.map(({ key }) => key)
}

it('deletes what was not to be stored once its time is over, at whatever it is, and its audio after it', async () => {
  const userId = await makeUser(test.client)
  const make = () => makeQueued(test.client, userId)
  const [due, waits, stored] = [await make(), await make(), await make()]
  await test.client.query(
    `update recordings set forget_at = now() + case id when $1 then interval '-1 second' else interval '1 hour' end
      where id in ($1, $2)`, [due, waits])
  expect(await forgetDue(test.client)).toBe(1)
  const { rows } = await test.client.query<{ id: string }>('select id from recordings')
  expect(rows.map(({ id }) => id).sort()).toEqual([waits, stored].sort())
  const gone = await test.client.query('select object_key from object_deletions')
  expect(gone.rows).toEqual([{ object_key: originalKey(userId, due) }])
  expect(await forgetDue(test.client)).toBe(0)
})

it('has nothing made of it, and charges it', async () => {
  const userId = await makeUser(test.client)
  const [brief, stored] = [await makeQueued(test.client, userId, 1000), await makeQueued(test.client, userId, 1000)]
  await test.client.query(`update recordings set forget_at = now() + interval '1 hour' where id = $1`, [brief])
  await test.client.query(`update recordings set status = 'processing' where id in ($1, $2)`, [brief, stored])
  const segments = JSON.stringify([{ startMs: 0, endMs: 900, text: 'Hello.' }])
  for (const id of [brief, stored]) await test.client.query('select sp_complete_recording($1, 1000, $2)', [id, segments])
  await test.client.query('select sp_queue_lost_steps(100)')
  expect(await jobsOf(stored)).toContain(`plan-steps:${stored}`)
  expect(await jobsOf(brief)).not.toContain(`plan-steps:${brief}`)
  await test.client.query('delete from recordings where id = $1', [brief])
  const usage = await test.client.query('select usage_count, used_ms::int from user_subscriptions where user_id = $1', [userId])
  expect(usage.rows).toEqual([{ usage_count: 2, used_ms: 2000 }])
})

it('tells nobody that it failed: no webhook, and no administrator', async () => {
  const userId = await makeUser(test.client)
  await test.client.query(`insert into webhooks (user_id, url, events, salt) values ($1, 'https://example.org/', '{recording.failed}', 'salt')`, [userId])
  const [brief, secret, stored] = [await makeQueued(test.client, userId), await makeQueued(test.client, userId), await makeQueued(test.client, userId)]
  await test.client.query(`update recordings set forget_at = now() + interval '1 hour' where id = $1`, [brief])
  await test.client.query('update recordings set keep_none = true where id = $1', [secret])
  for (const id of [brief, secret, stored]) {
    const { rows } = await test.client.query(`select sp_fail_recording($1, 0, 'recognizer_failed', 'It failed.') as held`, [id])
    expect(rows).toEqual([{ held: true }])
  }
  for (const table of ['job_failures', 'webhook_deliveries']) {
    const told = await test.client.query(`select recording_id as id from ${table} where recording_id in ($1, $2, $3)`, [brief, secret, stored])
    expect(told.rows, table).toEqual([{ id: stored }])
  }
})
