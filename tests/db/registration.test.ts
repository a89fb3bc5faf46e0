import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { one } from './procedures'
import { addRecording, addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

const register = (email: string, plan = 'FREE') =>
  test.db.execute(sql`select sp_register_user(${email}, 'name', 'no hash', null, ${plan})`)

describe('registering', () => {
  it('makes one administrator when twenty register at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => addUser(test.db)))
    expect(
      await one(
        test.db,
        sql`select count(*)::int as users, count(*) filter (where role = 'admin')::int as admins from users`,
      ),
    ).toEqual({ users: 20, admins: 1 })
  })

  it('makes user, profile, subscription and counters together', async () => {
    const userId = await addUser(test.db, 'BASIC')
    expect(
      await one(
        test.db,
        sql`
      select u.email, u.role, u.status, u.verified, f.name, p.code, s.usage_count, s.used_seconds::int as used_seconds,
             s.cycle_end = s.cycle_start + interval '1 month' as is_month, t.recordings_total
        from users u join user_profiles f on f.user_id = u.id join user_subscriptions s on s.user_id = u.id
        join plans p on p.id = s.plan_id join user_stats t on t.user_id = u.id where u.id = ${userId}`,
      ),
    ).toEqual({
      email: expect.stringContaining('@example.org'),
      role: 'user',
      status: 'active',
      verified: false,
      name: 'User',
      code: 'BASIC',
      usage_count: 0,
      used_seconds: 0,
      is_month: true,
      recordings_total: 0,
    })
  })

  it('makes one account when several are to be the first at once', async () => {
    await test.db.execute(sql`delete from users`)
    const tries = await Promise.allSettled([1, 2, 3, 4, 5].map((n) =>
      test.db.execute(sql`select sp_register_user(${`first${n}@example.org`}, 'name', 'no hash', p_only_first => true)`)))
    expect(tries.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(tries.find((result) => result.status === 'rejected')).toMatchObject({ reason: { cause: { code: 'SN003' } } })
  })

  it('refuses an address that is taken, in any case and however many try at once', async () => {
    const tries = await Promise.allSettled(
      ['Ann@Example.org', 'ann@example.org', ' ANN@example.org '].map((email) => register(email)),
    )
    expect(tries.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    await expect(register('aNN@example.org')).rejects.toMatchObject({
      cause: { code: '23505', constraint: 'users_email_key' },
    })
  })

  it('leaves nothing behind when the plan does not exist', async () => {
    await expect(register('gold@example.org', 'GOLD')).rejects.toMatchObject({ cause: { code: 'SN002' } })
    expect(await one(test.db, sql`select count(*)::int as n from users where email = 'gold@example.org'`)).toEqual({
      n: 0,
    })
  })
})

describe('deleting a user', () => {
  it('takes all of their rows along and puts all of their objects into the outbox', async () => {
    const [leaving, staying] = [await addUser(test.db), await addUser(test.db)]
    for (const userId of [leaving, staying]) {
      const segments = [{ startMs: 0, endMs: 1, text: 'x' }]
      for (const until of ['uploading', 'queued', 'processing', 'done', 'failed'] as const) {
        await addRecording(test.db, userId, { until, segments })
      }
      await test.db.execute(sql`
        update user_profiles set avatar_key = ${`avatars/${userId}/a.webp`} where user_id = ${userId}`)
    }
    const rowsOf = (userId: string) =>
      one(
        test.db,
        sql`
      select (select count(*) from recordings where user_id = ${userId})::int as recordings,
             (select count(*) from segments s join recordings r on r.id = s.recording_id
               where r.user_id = ${userId})::int as segments,
             (select count(*) from user_stats where user_id = ${userId})::int as stats,
             (select count(*) from user_subscriptions where user_id = ${userId})::int as subscriptions,
             (select count(*) from user_profiles where user_id = ${userId})::int as profiles,
             (select count(*) from object_deletions where object_key like '%' || ${userId} || '%')::int as discarded`,
      )
    const before = await rowsOf(staying)
    await test.db.execute(sql`delete from users where id = ${leaving}`)
    expect(await rowsOf(leaving)).toEqual({
      recordings: 0,
      segments: 0,
      stats: 0,
      subscriptions: 0,
      profiles: 0,
      discarded: 6,
    })
    expect(await rowsOf(staying)).toEqual(before)
    expect(before).toMatchObject({ recordings: 5, segments: 1, discarded: 0 })
    expect(
      await one(
        test.db,
        sql`
      select count(*)::int as n from segments where not exists (select from recordings r where r.id = recording_id)`,
      ),
    ).toEqual({ n: 0 })
  })
})
