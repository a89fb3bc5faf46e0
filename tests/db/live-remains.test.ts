import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { listLivePieces } from '#domain/live/live-pieces.server'
import type { AttachedSession } from '#domain/live/live-session.server'
import { endLiveSession, touchLiveSessions } from '#domain/live/live-writes.server'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { attach, begin, speak, stopped } from './live-acts'
import { one } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

describe('what a session leaves', () => {
  it('goes through the outbox with its row', async () => {
    let session = await begin(test.db, await addUser(test.db))
    for (let n = 0; n < 3; n++) session = await speak(test.db, session, 100)
    const keys = (await listLivePieces(test.db, session.sessionId)).map(({ key }) => key)
    await test.db.execute(sql`delete from recordings where id = ${session.sessionId}`)
    const { rows } = await test.db.execute<{ key: string }>(sql`
      select object_key as key from object_deletions where object_key like ${`%${session.sessionId}%`}`)
    expect(rows.map(({ key }) => key).sort()).toEqual(keys.sort())
  })

  it('is counted as a scan counts it, after a long mix of everything at once', async () => {
    const users = await Promise.all(Array.from({ length: 3 }, () => addUser(test.db, 'PREMIUM')))
    const actor = async (seed: number) => {
      const random = makeSeededRandom(seed)
      let session: AttachedSession | null = null
      for (let act = 0; act < 60; act++) {
        const dice = random.below(10)
        if (!session || dice === 0) session = await begin(test.db, random.pick(users)).catch(() => null)
        else if (dice < 6)
          session = await speak(test.db, session, 100 * (1 + random.below(9)), ['text']).catch(() => null)
        else if (dice === 6) session = await attach(test.db, session, session.userId).catch(() => null)
        else if (dice === 7) await endLiveSession(test.db, session, stopped).then(() => (session = null))
        else if (dice === 8)
          await test.db.execute(sql`delete from recordings where id = ${session.sessionId} and ${random.below(3)} = 0`)
        else await touchLiveSessions(test.db, [session])
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, seed) => actor(seed + 1)))
    const { rows } = await test.db.execute(sql`
      select t.*, r.* from user_stats t cross join lateral (
        select count(*) as total, count(*) filter (where status = 'done') as done,
               coalesce(sum(duration_ms) filter (where status = 'done'), 0) as audio, coalesce(sum(bytes), 0) as bytes
          from recordings where user_id = t.user_id) r
       where t.user_id = any(${sql.param(users)}::uuid[])
         and (recordings_total, recordings_done, audio_ms_done, stored_bytes)
             is distinct from (r.total, r.done, r.audio, r.bytes)`)
    expect(rows).toEqual([])
    const uneven = await test.db.execute(sql`
      select from live_sessions l join recordings r on r.id = l.recording_id
       where r.user_id = any(${sql.param(users)}::uuid[])
         and (l.samples <> (select coalesce(sum(samples), 0) from live_pieces p where p.recording_id = l.recording_id)
          or r.charged_ms <> (l.samples + 15) / 16 or l.cut_sample > l.samples
          or l.next_segment <> (select count(*) from segments s where s.recording_id = l.recording_id))`)
    expect(uneven.rowCount).toBe(0)
    const { n } = await one<{ n: number }>(test.db, sql`select count(*)::int as n from live_pieces`)
    expect(n).toBeGreaterThan(10)
  })
})
