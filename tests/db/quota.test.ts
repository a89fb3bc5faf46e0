import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { checkpoint, complete, create, expireCycle, fail, one, postpone, requeue, reserve, setStatus, usageOf } from './procedures'
import { addRecording, addUser, claim } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 50 })

const HOUR_MS = 3_600_000

const counts = (values: (string | null)[]) =>
  values.reduce<Record<string, number>>(
    (sum, value) => ({ ...sum, [String(value)]: (sum[String(value)] ?? 0) + 1 }),
    {},
  )

const setUse = (userId: string, count: number, ms: number) =>
  test.db.execute(sql`update user_subscriptions set usage_count = ${count}, used_ms = ${ms} where user_id = ${userId}`)

/** Opens all connections first, so that what follows is really simultaneous. */
const fiftyAtOnce = async <T>(work: () => Promise<T>) => {
  await Promise.all(Array.from({ length: 50 }, () => test.pool.query('select pg_sleep(0.05)')))
  return Promise.all(Array.from({ length: 50 }, work))
}

describe('the quota', () => {
  it('gives the last slot to one of fifty simultaneous requests', async () => {
    const userId = await addUser(test.db)
    await setUse(userId, 99, 0)
    const made = await fiftyAtOnce(() => create(test.db, userId))
    expect(counts(made.map((creation) => creation.reason))).toEqual({ null: 1, recordings_used_up: 49 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 100, ms: 0 })
    expect(await one(test.db, sql`select count(*)::int as n from recordings where user_id = ${userId}`)).toEqual({
      n: 1,
    })
  })

  it('gives the last minutes to one of fifty simultaneous requests', async () => {
    const userId = await addUser(test.db)
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => addRecording(test.db, userId, { until: 'uploading' })),
    )
    await setUse(userId, 50, 4.5 * HOUR_MS)
    const waiting = [...ids]
    const reasons = await fiftyAtOnce(() => reserve(test.db, waiting.pop()!, HOUR_MS / 2))
    expect(counts(reasons)).toEqual({ null: 1, minutes_used_up: 49 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 50, ms: 5 * HOUR_MS })
    expect(await create(test.db, userId)).toEqual({ id: null, reason: 'minutes_used_up' })
  })

  it('is raised while the work goes on, ahead where there is room, and to the point where there is not', async () => {
    const userId = await addUser(test.db)
    const id = await addRecording(test.db, userId, { until: 'queued', durationMs: 0 })
    const fence = await claim(test.db, id)
    const topUp = (doneMs: number, by = fence) =>
      one(test.db, sql`select reason, reserved_ms::int as ms from sp_top_up_minutes(${id}, ${by}, ${doneMs}, 60000)`)
    expect(await topUp(1)).toEqual({ reason: null, ms: 60_001 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 60_001 })
    expect(await topUp(60_500)).toEqual({ reason: null, ms: 60_001 + 1000 + 600 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 60_001 })
    expect(await topUp(5 * HOUR_MS - 10)).toEqual({ reason: null, ms: 5 * HOUR_MS - 10 })
    expect(await topUp(6 * HOUR_MS)).toMatchObject({ reason: 'minutes_used_up' })
    expect(await topUp(7 * HOUR_MS, fence! - 1)).toMatchObject({ reason: 'lost' })
    await setStatus(test.db, id, 'cancelled')
    expect(await topUp(7 * HOUR_MS)).toMatchObject({ reason: 'lost' })
    expect(await usageOf(test.db, userId)).toEqual({ count: 0, ms: 0 })
  })

  it('says when there is no subscription, and makes nothing', async () => {
    const userId = await addUser(test.db)
    await test.db.execute(sql`delete from user_subscriptions where user_id = ${userId}`)
    expect(await create(test.db, userId)).toEqual({ id: null, reason: 'no_subscription' })
    expect(await create(test.db, '00000000-0000-4000-8000-000000000000')).toEqual({
      id: null,
      reason: 'no_subscription',
    })
  })

  it('never ends on a plan without limits', async () => {
    const userId = await addUser(test.db, 'ENTERPRISE')
    await setUse(userId, 1_000_000, 10_000 * HOUR_MS)
    const { id } = await create(test.db, userId)
    expect(await reserve(test.db, id!, 12 * HOUR_MS)).toBeNull()
  })

  it('lets a cycle that is over roll forward on use, and counts in the new one', async () => {
    const userId = await addUser(test.db)
    await setUse(userId, 100, 5 * HOUR_MS)
    await expireCycle(test.db, userId, 3)
    expect((await create(test.db, userId)).reason).toBeNull()
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 0 })
    expect(
      await one(
        test.db,
        sql`select cycle_start <= now() and cycle_end > now() as holds_now,
      cycle_end = cycle_anchor + interval '4 months' as whole_months from user_subscriptions where user_id = ${userId}`,
      ),
    ).toEqual({ holds_now: true, whole_months: true })
  })

  it('charges the true length in place of the estimate', async () => {
    const userId = await addUser(test.db)
    const id = await addRecording(test.db, userId, { until: 'queued', durationMs: 60_000 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 60_000 })
    await complete(test.db, id, 61_234, await claim(test.db, id))
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 61_234 })
  })

  it('gives back what failed and what was cancelled, and takes it again on a retry', async () => {
    const userId = await addUser(test.db)
    await addRecording(test.db, userId, { durationMs: 5000 })
    const failed = await addRecording(test.db, userId, { until: 'failed' })
    const cancelled = await addRecording(test.db, userId, { until: 'processing' })
    expect(await usageOf(test.db, userId)).toEqual({ count: 2, ms: 65_000 })
    await setStatus(test.db, cancelled, 'cancelled')
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 5000 })
    expect(await requeue(test.db, failed)).toBeNull()
    expect(await requeue(test.db, failed)).toBe('conflict')
    expect(await usageOf(test.db, userId)).toEqual({ count: 2, ms: 65_000 })
  })

  it('keeps what was recognised charged when it is cancelled or deleted, also back in the queue, and never twice', async () => {
    const userId = await addUser(test.db)
    const begun = async () => {
      const id = await addRecording(test.db, userId, { until: 'processing' })
      expect(await checkpoint(test.db, id, 1, 0)).toBe(true)
      return id
    }
    const [cancelled, deleted, waiting] = [await begun(), await begun(), await begun()]
    expect(await postpone(test.db, waiting, 1)).toBe(true)
    expect(await usageOf(test.db, userId)).toEqual({ count: 3, ms: 180_000 })
    await setStatus(test.db, cancelled, 'cancelled')
    await test.db.execute(sql`delete from recordings where id = any(${sql.param([deleted, waiting])}::uuid[])`)
    expect(await usageOf(test.db, userId)).toEqual({ count: 3, ms: 3000 })
    expect(await requeue(test.db, cancelled)).toBeNull()
    expect(await usageOf(test.db, userId)).toEqual({ count: 3, ms: 62_000 })
    const fence = await claim(test.db, cancelled)
    expect(await fail(test.db, cancelled, fence!)).toBe(true)
    expect(await usageOf(test.db, userId)).toEqual({ count: 2, ms: 2000 })
  })

  it('never charges more for what was cancelled than was reserved', async () => {
    const userId = await addUser(test.db)
    const id = await addRecording(test.db, userId, { until: 'processing', durationMs: 400 })
    await checkpoint(test.db, id, 1, 0)
    await setStatus(test.db, id, 'cancelled')
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 400 })
    await test.db.execute(sql`delete from recordings where id = ${id}`)
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 400 })
  })

  it('keeps a live session that failed charged for what was spoken', async () => {
    const userId = await addUser(test.db)
    const { id } = await create(test.db, userId, 'realtime')
    await test.db.execute(sql`update recordings set charged_ms = 30000 where id = ${id}`)
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 30_000 })
    await setStatus(test.db, id!, 'failed')
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 30_000 })
  })

  it('does not credit a new cycle with what failed, was cancelled or deleted in an old one', async () => {
    const userId = await addUser(test.db)
    const old: string[] = []
    for (let i = 0; i < 4; i++) old.push(await addRecording(test.db, userId, { until: 'processing' }))
    await expireCycle(test.db, userId)
    await addRecording(test.db, userId, { durationMs: 7000 })
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 7000 })
    await setStatus(test.db, old[0]!, 'cancelled')
    expect(await fail(test.db, old[1]!, 1)).toBe(true)
    await test.db.execute(sql`delete from recordings where id = ${old[2]}`)
    await complete(test.db, old[3]!, 99_000, 1)
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 7000 })
    expect(await requeue(test.db, old[0]!)).toBeNull()
    expect(await usageOf(test.db, userId)).toEqual({ count: 2, ms: 67_000 })
  })

  it('keeps what was used when the plan changes, unless a new cycle is asked for', async () => {
    const userId = await addUser(test.db)
    await addRecording(test.db, userId, { durationMs: 7000 })
    const change = (code: string, prorate: boolean) =>
      one(test.db, sql`select success, message from sp_change_user_plan(${userId}, ${code}, ${prorate})`)
    expect(await change('BASIC', true)).toEqual({ success: true, message: 'changed' })
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 7000 })
    expect(await change('BASIC', false)).toEqual({ success: true, message: 'unchanged' })
    expect(await change('GOLD', true)).toEqual({ success: false, message: 'no_plan' })
    expect(await change('PREMIUM', false)).toEqual({ success: true, message: 'changed' })
    expect(await usageOf(test.db, userId)).toEqual({ count: 0, ms: 0 })
  })
})
