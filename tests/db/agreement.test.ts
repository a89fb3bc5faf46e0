import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { deleteAccount } from '#domain/accounts/delete-account.server'
import { hashPassword } from '#domain/accounts/password.server'
import { getUsage } from '#domain/accounts/plan.server'
import { makeSeededRandom, type SeededRandom } from '#tests/support/seeded-random'
import { checkpoint, complete, create, fail, one, postpone, requeue, reserve } from './procedures'
import { addUser, claim } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 16 })

const PASSWORD = 'a password for all'
let passwordHash: string

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD)
  // What was deleted still counts, so a scan has to see it.
  await test.db.execute(sql`create table graveyard (like recordings)`)
  await test.db.execute(sql`
    create function bury() returns trigger language plpgsql as $$
    begin insert into graveyard select old.*; return null; end $$`)
  await test.db.execute(
    sql`create trigger recording_buried after delete on recordings for each row execute function bury()`,
  )
})

async function addLeaver(): Promise<string> {
  const userId = await addUser(test.db, 'ENTERPRISE')
  await test.db.execute(sql`update users set password_hash = ${passwordHash} where id = ${userId}`)
  return userId
}

interface Actor {
  random: SeededRandom
  users: string[]
}

const anyRecording = async ({ random, users }: Actor) => {
  const { rows } = await test.db.execute<{ id: string; fence: string }>(sql`
    select id, fence from recordings where user_id = ${random.pick(users)}
     order by md5(id::text || ${random.next()}::text) limit 1`)
  const [found] = rows
  return found && { id: found.id, fence: Number(found.fence) }
}

type Found = { id: string; fence: number }
const onAny = (act: (recording: Found, actor: Actor) => Promise<unknown>) => async (actor: Actor) => {
  const recording = await anyRecording(actor)
  if (recording) await act(recording, actor)
}
const step = (from: string[], to: string) =>
  onAny(({ id }) =>
    test.db.execute(sql`
  update recordings set status = ${to} where id = ${id} and status = any(${sql.param(from)}::text[])`),
  )

const operations: Record<string, (actor: Actor) => Promise<unknown>> = {
  create: ({ random, users }) => create(test.db, random.pick(users)),
  begin: async ({ random, users }) => {
    const { id } = await create(test.db, random.pick(users))
    if (!id) return
    await test.db.execute(
      sql`update recordings set bytes = ${random.below(1e6)}, object_key = 'a/' || id where id = ${id}`,
    )
    await reserve(test.db, id, random.below(600_000))
    await test.db.execute(sql`update recordings set status = 'queued' where id = ${id} and status = 'uploading'`)
  },
  live: async ({ random, users }) => {
    const { id } = await create(test.db, random.pick(users), 'realtime')
    await test.db.execute(sql`update recordings set charged_ms = ${random.below(60_000)} where id = ${id}`)
  },
  claim: onAny(({ id }) => claim(test.db, id)),
  checkpoint: onAny(({ id, fence }, { random }) => checkpoint(test.db, id, fence, random.below(9))),
  complete: onAny(({ id, fence }, { random }) => complete(test.db, id, random.below(600_000), fence)),
  completeAgain: onAny(({ id, fence }) =>
    Promise.all([complete(test.db, id, 5, fence), complete(test.db, id, 6, fence)]),
  ),
  work: onAny(async ({ id }, { random }) => {
    const fence = await claim(test.db, id)
    if (fence !== null) await complete(test.db, id, random.below(600_000), fence)
  }),
  fail: onAny(({ id, fence }) => fail(test.db, id, fence)),
  postpone: onAny(({ id, fence }) => postpone(test.db, id, fence)),
  cancel: step(['uploading', 'queued', 'processing'], 'cancelled'),
  retry: onAny(({ id }) => requeue(test.db, id)),
  resize: onAny(({ id }, { random }) =>
    test.db.execute(sql`update recordings set bytes = ${random.below(1e6)} where id = ${id}`),
  ),
  delete: onAny(({ id }) => test.db.execute(sql`delete from recordings where id = ${id}`)),
  age: onAny(({ id }) =>
    test.db.execute(sql`update recordings set created_at = now() - interval '99 days' where id = ${id}`),
  ),
  cleanUp: ({ random }) => test.db.execute(sql`select * from sp_cleanup_old_recordings(30, ${1 + random.below(20)})`),
  changePlan: ({ random, users }) =>
    test.db.execute(sql`
    select sp_change_user_plan(
      ${random.pick(users)}, ${random.pick(['FREE', 'BASIC', 'PREMIUM'])}, ${random.next() < 0.7})`),
  turnMonth: ({ random, users }) =>
    test.db.execute(sql`
    with past as (
      update user_subscriptions
         set cycle_anchor = now() - interval '32 days', cycle_start = now() - interval '32 days',
             cycle_end = now() - interval '1 day'
       where user_id = ${random.pick(users)} returning user_id)
    select sp_roll_cycle(user_id) from past`),
  resetCycles: () => test.db.execute(sql`select sp_reset_monthly_cycles()`),
  draft: onAny(({ id }) => test.db.execute(sql`
    select sp_begin_draft(user_id, id, 'en', null) from recordings where id = ${id}`)),
  workOnDraft: onAny(async ({ id }) => {
    const draft = sql`(select id from transcript_drafts where recording_id = ${id})`
    const { rows } = await test.db.execute<{ fence: string | null }>(sql`
      with pool as (insert into worker_pools (id, host, pid) values (gen_random_uuid(), 'test', 1) returning id)
      select fence from pool, sp_claim_draft(${draft}, pool.id, 2500, false)`)
    const fence = rows[0]?.fence ?? 0
    await test.db.execute(sql`select sp_checkpoint_draft(${draft}, ${fence}, 0, 0, 1, 1, '[]')`)
    await test.db.execute(sql`select sp_complete_draft(${draft}, ${fence}, '[]', 'm', 'en')`)
  }),
  decideOnDraft: onAny(({ id }, { random }) => test.db.execute(random.next() < 0.5
    ? sql`select sp_accept_draft(r.user_id, r.id, d.id, f_transcript_print(r.id))
            from recordings r join transcript_drafts d on d.recording_id = r.id where r.id = ${id}`
    : sql`select sp_discard_draft(r.user_id, r.id, d.id)
            from recordings r join transcript_drafts d on d.recording_id = r.id where r.id = ${id}`)),
  sweep: () => test.db.execute(sql`select sp_release_waiting(), sp_queue_lost_drafts(), sp_queue_lost_joins()`),
}

async function act(actor: Actor, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await operations[actor.random.pick(Object.keys(operations))]!(actor)
}

/** Rows in which a counter differs from a scan; none is right. */
const disagreements = async () =>
  (
    await test.db.execute(sql`
  select s.user_id, s.usage_count, s.used_ms, c.*,
         t.recordings_total, t.recordings_done, t.recordings_failed, t.audio_ms_done, t.stored_bytes
    from user_subscriptions s join user_stats t on t.user_id = s.user_id
   cross join lateral (
     select count(*) filter (where counted and charged_cycle = s.cycle_start) as usage_scan,
            coalesce(sum(charged_ms) filter (where charged_cycle = s.cycle_start), 0) as ms_scan
       from (select user_id, counted, charged_ms, charged_cycle from recordings
             union all
             select user_id, counted, charged_ms, charged_cycle from graveyard
              where not (source = 'upload' and status in ('uploading', 'queued', 'processing'))
             union all
             select user_id, counted and progress_ms > 0, least(charged_ms, progress_ms), charged_cycle from graveyard
              where source = 'upload' and status in ('uploading', 'queued', 'processing')) ever
      where ever.user_id = s.user_id) c
   cross join lateral (
     select count(*) as total, count(*) filter (where status = 'done') as done,
            count(*) filter (where status = 'failed') as failed,
            coalesce(sum(duration_ms) filter (where status = 'done'), 0) as audio, coalesce(sum(bytes), 0) as bytes
       from recordings r where r.user_id = s.user_id) r
   where (s.usage_count, s.used_ms) <> (c.usage_scan, c.ms_scan)
      or (t.recordings_total, t.recordings_done, t.recordings_failed, t.audio_ms_done, t.stored_bytes)
         <> (r.total, r.done, r.failed, r.audio, r.bytes)`)
  ).rows

/** Released recordings beyond what a plan allows, and jobs of recordings that nobody will work on. */
const strays = () =>
  one(
    test.db,
    sql`
  select (select count(*) from (
            select r.user_id from recordings r join user_subscriptions s on s.user_id = r.user_id
              join plans p on p.id = s.plan_id
             where r.status in ('queued', 'processing') and r.source = 'upload' and r.released_at is not null
             group by r.user_id, p.parallel_jobs having count(*) > greatest(p.parallel_jobs, 4)) over)::int as over,
         (select count(*) from graphile_worker._private_jobs j
            join recordings r on r.id = (j.payload->>'recordingId')::uuid
           where r.status in ('uploading', 'failed', 'cancelled'))::int as jobs`,
  )

describe('counters', () => {
  it('agree with a scan after every one of a long mix of operations', async () => {
    const actor: Actor = { random: makeSeededRandom(1), users: [await addUser(test.db), await addUser(test.db)] }
    for (let i = 0; i < 60; i++) {
      await act(actor, 5)
      expect(await disagreements()).toEqual([])
    }
  })

  it.each([2, 3, 4])('agree with a scan after a concurrent mix, without a deadlock (seed %i)', async (seed) => {
    const users = await Promise.all([addUser(test.db), addUser(test.db, 'BASIC'), addUser(test.db, 'PREMIUM')])
    const leavers = await Promise.all([addLeaver(), addLeaver(), addLeaver()])
    const actors = Array.from({ length: 12 }, (_, i) =>
      act({ random: makeSeededRandom(seed * 100 + i), users: [...users, ...leavers] }, 120),
    )
    const leaving = leavers.map((userId) => deleteAccount(test.db, userId, { password: PASSWORD, session: null }))
    await Promise.all([...actors, ...leaving])
    expect(await disagreements()).toEqual([])
    expect(await strays()).toEqual({ over: 0, jobs: 0 })
    expect(
      await one(test.db, sql`select count(*)::int as n from users where id = any(${sql.param(leavers)}::uuid[])`),
    ).toEqual({ n: 0 })
    const usage = await getUsage(test.db, users[0])
    expect(usage.recordingsTotal).toBeGreaterThan(0)
  })
})
