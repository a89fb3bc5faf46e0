import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { detachLiveSession } from '#domain/live/live-session.server'
import { endLiveSession } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import { begin, look, stopped } from './live-acts'
import { one, usageOf } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
})

/** How often each outcome came: `ok`, or an error's code. */
async function tally(work: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const result of await Promise.allSettled(work)) {
    const outcome =
      result.status === 'fulfilled' ? 'ok' : ((result.reason as { code?: string }).code ?? String(result.reason))
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

describe('beginning (SPEC 2.1, 2.2)', () => {
  it('gives the last place of a plan to one of fifty that come at once', async () => {
    const user = await addUser(test.db, 'PREMIUM')
    await test.db.execute(sql`
      update user_subscriptions s set usage_count = p.monthly_usage_limit - 1 from plans p
       where p.id = s.plan_id and user_id = ${user}`)
    const outcomes = await tally(Array.from({ length: 50 }, () => begin(test.db, user)))
    expect(outcomes).toEqual({ ok: 1, recordings_used_up: 49 })
    const { n } = await one<{ n: number }>(
      test.db,
      sql`select count(*)::int as n from recordings where user_id = ${user}`,
    )
    expect(n).toBe(1)
  })

  it('lets a user have so many open sessions, of fifty that come at once', async () => {
    const outcomes = await tally(Array.from({ length: 50 }, () => begin(test.db, ann)))
    const most = limits.liveSessionsPerUserMax
    expect(outcomes).toEqual({ ok: most, live_sessions_max: 50 - most })
    expect((await usageOf(test.db, ann)).count).toBe(most)
  })

  it('counts neither sessions that have ended nor those whose connection went', async () => {
    const sessions = []
    for (let n = 0; n < limits.liveSessionsPerUserMax; n++) sessions.push(await begin(test.db, ann))
    await expect(begin(test.db, ann)).rejects.toMatchObject({ code: 'live_sessions_max' })
    await endLiveSession(test.db, sessions[0]!, stopped)
    await begin(test.db, ann)
    await detachLiveSession(test.db, sessions[1]!)
    await begin(test.db, ann)
    // A server that died says nothing of its connections.
    await test.db.execute(sql`
      update live_sessions set touched_at = now() - interval '2 minutes'
       where recording_id = ${sessions[2]!.sessionId}`)
    await begin(test.db, ann)
    await expect(begin(test.db, ann)).rejects.toMatchObject({ code: 'live_sessions_max' })
  })

  it('is refused where the minutes are used up, and makes a recording that is processing', async () => {
    const session = await begin(test.db, ann)
    expect(await look(test.db, session.sessionId)).toMatchObject({
      status: 'processing',
      counted: true,
      isAttached: true,
    })
    expect(session).toMatchObject({
      nextSeq: 0,
      samples: 0,
      cutSample: 0,
      nextSegmentId: 0,
      isShared: false,
      title: 'A talk',
    })
    await test.db.execute(sql`
      update user_subscriptions s set used_ms = p.monthly_minutes * 60000::bigint from plans p
       where p.id = s.plan_id and user_id = ${ann}`)
    await expect(begin(test.db, ann)).rejects.toMatchObject({ code: 'minutes_used_up' })
  })
})
