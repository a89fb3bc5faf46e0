import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { getUsage } from '#domain/accounts/plan.server'
import { expireCycle, one, usageOf } from './procedures'
import { addRecording, addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase()

const cycleAt = async (anchor: string, at: string) => {
  const { range } = await one<{ range: string }>(
    test.db,
    sql`
    select to_char(cycle_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' to '
        || to_char(cycle_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as range
      from f_cycle_at(${`${anchor}Z`}::timestamptz, ${`${at}Z`}::timestamptz)`,
  )
  return range
}

describe('a cycle', () => {
  it.each([
    ['begins at its anchor', '2026-01-15 10:30', '2026-01-15 10:30', '2026-01-15 10:30 to 2026-02-15 10:30'],
    ['lasts to the last moment', '2026-01-15 10:30', '2026-02-15 10:29', '2026-01-15 10:30 to 2026-02-15 10:30'],
    ['gives way at its end', '2026-01-15 10:30', '2026-02-15 10:30', '2026-02-15 10:30 to 2026-03-15 10:30'],
    [
      'skips months in which nobody came',
      '2026-01-15 10:30',
      '2027-08-20 00:00',
      '2027-08-15 10:30 to 2027-09-15 10:30',
    ],
    [
      'of the 31st ends a short month early',
      '2026-01-31 00:00',
      '2026-02-10 00:00',
      '2026-01-31 00:00 to 2026-02-28 00:00',
    ],
    ['of the 31st comes back to it', '2026-01-31 00:00', '2026-03-01 00:00', '2026-02-28 00:00 to 2026-03-31 00:00'],
    [
      'of the 31st keeps the 30th in April',
      '2026-01-31 00:00',
      '2026-05-01 00:00',
      '2026-04-30 00:00 to 2026-05-31 00:00',
    ],
    ['knows the leap day', '2024-01-31 00:00', '2024-02-29 12:00', '2024-02-29 00:00 to 2024-03-31 00:00'],
    ['of a leap day finds the 28th', '2024-02-29 08:00', '2025-02-28 08:00', '2025-02-28 08:00 to 2025-03-29 08:00'],
    ['of a leap day comes back to it', '2024-02-29 08:00', '2028-03-01 00:00', '2028-02-29 08:00 to 2028-03-29 08:00'],
    [
      'is the first one before its anchor',
      '2026-01-15 10:30',
      '2025-12-01 00:00',
      '2026-01-15 10:30 to 2026-02-15 10:30',
    ],
  ])('%s', async (_what, anchor, at, range) => {
    expect(await cycleAt(anchor, at)).toBe(range)
  })

  it('holds every moment exactly once, whatever the anchor and the time zone of the session', async () => {
    const { moments, gaps } = await one<{ moments: number; gaps: number }>(
      test.db,
      sql`
      with zone as materialized (select set_config('timezone', 'America/New_York', true)),
      looked as (
        select at, c.cycle_start, c.cycle_end, lag(c.cycle_start) over w as before, lag(c.cycle_end) over w as ended
          from zone, generate_series(timestamptz '2023-01-28 03:00Z', '2023-01-31 23:00Z', interval '7 hours') anchor,
               generate_series(anchor, anchor + interval '27 months', interval '11 hours') at, f_cycle_at(anchor, at) c
        window w as (partition by anchor order by at))
      select count(*)::int as moments, count(*) filter (
               where not (at >= cycle_start and at < cycle_end)
                  or before is not null and before <> cycle_start and ended <> cycle_start)::int as gaps from looked`,
    )
    expect(moments).toBeGreaterThan(20_000)
    expect(gaps).toBe(0)
  })

  it('that is over shows as a fresh one before anybody has rolled it', async () => {
    const userId = await addUser(test.db)
    await addRecording(test.db, userId)
    expect(await getUsage(test.db, userId)).toMatchObject({ usageCount: 1, usagePercent: 1, usedMs: 60_000 })
    await expireCycle(test.db, userId, 2)
    const usage = await getUsage(test.db, userId)
    expect(usage).toMatchObject({ usageCount: 0, usagePercent: 0, usedMs: 0, minutesPercent: 0, recordingsTotal: 1 })
    expect(usage.cycleEnd.getTime()).toBeGreaterThan(Date.now())
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 60_000 })
  })

  it('is rolled by the monthly job once, but not under the hands of somebody who uses it', async () => {
    await test.db.execute(sql`select sp_reset_monthly_cycles()`)
    const [idle, busy] = [await addUser(test.db), await addUser(test.db)]
    for (const userId of [idle, busy]) await expireCycle(test.db, userId)
    const reset = () => one<{ n: number }>(test.db, sql`select sp_reset_monthly_cycles() as n`)
    await test.db.transaction(async (tx) => {
      await tx.execute(sql`select from user_subscriptions where user_id = ${busy} for update`)
      expect(await reset()).toEqual({ n: 1 })
    })
    expect(await reset()).toEqual({ n: 1 })
    expect(await reset()).toEqual({ n: 0 })
  })
})
