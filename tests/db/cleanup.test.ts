import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { complete, one } from './procedures'
import { addRecording, addUser, claim } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

beforeEach(async () => {
  await test.db.execute(sql`delete from users`)
  await test.db.execute(sql`truncate object_deletions`)
})

const count = async (query: ReturnType<typeof sql>) =>
  (await one<{ n: number }>(test.db, sql`select count(*)::int as n ${query}`)).n

const cleanUp = async (days: number | null, batch = 500) =>
  (await test.db.execute<{ recording_id: string }>(sql`select * from sp_cleanup_old_recordings(${days}, ${batch})`))
    .rows

/** Finished recordings of a user, `days` old, written straight to the table with the steps' trigger at rest. */
const addOld = (userId: string, amount: number, days: number, kept = false) =>
  test.db.transaction(async (tx) => {
    await tx.execute(sql`alter table recordings disable trigger recording_step`)
    await tx.execute(sql`
    insert into recordings
      (user_id, source, language, status, created_at, duration_ms, bytes, object_key, playback_key, kept)
    select ${userId}, 'upload', 'en', 'done', now() - make_interval(days => ${days}), 1000, 10,
           'recordings/' || ${userId} || '/' || n || '/original',
           case when n % 2 = 0 then 'recordings/' || n || '/playback' end, ${kept}
      from generate_series(1, ${amount}::int) n`)
    await tx.execute(sql`alter table recordings enable trigger recording_step`)
  })

const setRetention = (code: string, days: number | null) =>
  test.db.execute(sql`update plans set retention_days = ${days} where code = ${code}`)

describe('cleaning up', () => {
  it('deletes ten thousand old recordings in batches while others write', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => addUser(test.db, 'ENTERPRISE')))
    for (const userId of users) {
      await addOld(userId, 1000, 40)
      await addOld(userId, 5, 40, true)
      await addOld(userId, 5, 3)
    }
    let isCleaning = true
    const writing = users.map(async (userId) => {
      let written = 0
      while (isCleaning) {
        const id = await addRecording(test.db, userId, { until: 'processing' })
        await complete(test.db, id, 1000, 1)
        written++
      }
      return written
    })
    const sizes: number[] = []
    const clean = async () => {
      for (;;) {
        const gone = await cleanUp(30)
        if (gone.length === 0) return
        sizes.push(gone.length)
      }
    }
    await Promise.all([clean(), clean()])
    isCleaning = false
    const written = (await Promise.all(writing)).reduce((sum, n) => sum + n, 0)

    expect(sizes.every((size) => size <= 500)).toBe(true)
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(10_000)
    expect(written).toBeGreaterThanOrEqual(users.length)
    expect(await count(sql`from recordings where kept`)).toBe(50)
    expect(await count(sql`from recordings`)).toBe(100 + written)
    expect(await count(sql`from object_deletions`)).toBe(15_000)
    expect(
      await count(
        sql`from user_stats s
             where recordings_total <> (select count(*) from recordings r where r.user_id = s.user_id)`,
      ),
    ).toBe(0)
  })

  it('never gives up audio before the commit', async () => {
    await addOld(await addUser(test.db), 4, 40)
    const broken = test.db.transaction(async (tx) => {
      await tx.execute(sql`select * from sp_cleanup_old_recordings(30)`)
      expect(await count(sql`from object_deletions`)).toBe(0)
      throw new Error('the power is gone')
    })
    await expect(broken).rejects.toThrow('the power is gone')
    expect(await count(sql`from object_deletions`)).toBe(0)
    expect(await count(sql`from recordings`)).toBe(4)
    const gone = await cleanUp(30)
    expect(gone).toHaveLength(4)
    expect(gone[0]).toMatchObject({
      recording_id: expect.any(String),
      object_key: expect.stringContaining('/original'),
    })
    expect(await count(sql`from object_deletions`)).toBe(6)
  })

  it('follows each plan, and deletes nothing where no plan says so', async () => {
    const [free, basic, premium] = [
      await addUser(test.db),
      await addUser(test.db, 'BASIC'),
      await addUser(test.db, 'PREMIUM'),
    ]
    for (const userId of [free, basic, premium]) for (const days of [5, 20, 400]) await addOld(userId, 1, days)
    expect(await cleanUp(null)).toEqual([])
    await setRetention('FREE', 7)
    await setRetention('BASIC', 30)
    const gone = await cleanUp(null)
    const left = async (userId: string) => count(sql`from recordings where user_id = ${userId}`)
    expect(gone).toHaveLength(3)
    expect([await left(free), await left(basic), await left(premium)]).toEqual([1, 2, 3])
    await setRetention('FREE', null)
    await setRetention('BASIC', null)
  })

  it('leaves unfinished work and whatever somebody is using', async () => {
    const userId = await addUser(test.db)
    for (const until of ['uploading', 'queued', 'processing'] as const) await addRecording(test.db, userId, { until })
    const used = await addRecording(test.db, userId)
    await test.db.execute(sql`update recordings set created_at = now() - interval '90 days'`)
    await test.db.transaction(async (tx) => {
      await tx.execute(sql`select from recordings where id = ${used} for update`)
      expect(await cleanUp(30)).toEqual([])
    })
    expect((await cleanUp(30)).map((row) => row.recording_id)).toEqual([used])
    expect(await claim(test.db, used)).toBeNull()
  })
})
