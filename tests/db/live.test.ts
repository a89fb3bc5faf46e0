import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { listLivePieces } from '#domain/live/live-pieces.server'
import {
  attachAbandonedSession,
  attachLiveSession,
  detachLiveSession,
  listAbandonedSessions,
  releaseLiveSession,
  type AttachedSession,
} from '#domain/live/live-session.server'
import {
  advanceLiveSession,
  endLiveSession,
  touchLiveSessions,
  updateLiveSession,
  type LiveEnding,
} from '#domain/live/live-writes.server'
import { findSharedSession, isLiveShared, revokeLiveShare, shareLiveSession } from '#domain/live/share.server'
import { limits } from '#domain/limits/limits'
import { mendQueue } from '#domain/jobs/sweeper.server'
import { cancelRecording } from '#domain/recordings/change-recording.server'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { advanceBy, begin, look, speak } from './live-acts'
import { expireCycle, one, usageOf } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })
const stopped: LiveEnding = { reason: 'stopped', modelId: 'moonshine-base-en', language: 'en' }

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
})

/** Attached anew, by its owner, or by the server where that is null and nobody has touched it for long. */
async function attach(session: { sessionId: string }, userId: string | null = ann): Promise<AttachedSession> {
  const attached = userId === null
    ? await attachAbandonedSession(test.db, session.sessionId, limits.liveAbandonMs)
    : await attachLiveSession(test.db, userId, session.sessionId)
  if (!attached || 'endReason' in attached) throw new Error('not attached')
  return attached
}

const tally = async (work: Promise<unknown>[]) => {
  const counts: Record<string, number> = {}
  for (const result of await Promise.allSettled(work)) {
    const outcome =
      result.status === 'fulfilled' ? 'ok' : ((result.reason as { code?: string }).code ?? String(result.reason))
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

const jobs = async (task: string) =>
  (
    await one<{ n: number }>(
      test.db,
      sql`select count(*)::int as n from graphile_worker.jobs where task_identifier = ${task}`,
    )
  ).n

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

describe('writing (SPEC 2.4, 3.1–3.5, 5.1)', () => {
  it('stores audio and text, and charges for it, at once', async () => {
    let session = await begin(test.db, ann)
    const { monthly } = await one<{ monthly: number }>(
      test.db,
      sql`
      select monthly_minutes as monthly from plans p
        join user_subscriptions s on s.plan_id = p.id where s.user_id = ${ann}`,
    )
    const first = await advanceLiveSession(test.db, session, advanceBy(session, 2000, ['one', 'two']))
    expect(first).toEqual({ leftMs: monthly * 60_000 - 2000 })
    session = await attach(session)
    expect(session).toMatchObject({ nextSeq: 1, samples: 32_000, cutSample: 32_000, nextSegmentId: 2 })
    await speak(test.db, session, 500, ['three'])
    expect(await look(test.db, session.sessionId)).toMatchObject({
      samples: 40_000,
      pieces: 2,
      pieceSamples: 40_000,
      texts: ['one', 'two', 'three'],
      durationMs: 2500,
      chargedMs: 2500,
    })
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 2500 })
  })

  it('is told nothing is left, and still stored whole, when a piece passes the limit (5.3)', async () => {
    const session = await begin(test.db, ann)
    await test.db.execute(sql`
      update user_subscriptions s set used_ms = p.monthly_minutes * 60000::bigint - 500 from plans p
       where p.id = s.plan_id and user_id = ${ann}`)
    expect(await advanceLiveSession(test.db, session, advanceBy(session, 2000))).toEqual({ leftMs: 0 })
    expect(await look(test.db, session.sessionId)).toMatchObject({ samples: 32_000, chargedMs: 2000 })
  })

  it('does a write once that comes again and again, also at once', async () => {
    const session = await begin(test.db, ann)
    const advance = advanceBy(session, 1000, ['once'])
    const answers = await Promise.all(Array.from({ length: 10 }, () => advanceLiveSession(test.db, session, advance)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await look(test.db, session.sessionId)).toMatchObject({
      pieces: 1,
      samples: 16_000,
      nextSeq: 1,
      nextSegment: 1,
      texts: ['once'],
      chargedMs: 1000,
    })
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 1000 })
  })

  it('never settles more text than there is audio for', async () => {
    const session = await begin(test.db, ann)
    const advance = { ...advanceBy(session, 1000, ['heard']), cutSample: 99_000 }
    await advanceLiveSession(test.db, session, advance)
    const { samples, cutSample } = (await look(test.db, session.sessionId))!
    expect(cutSample).toBeLessThanOrEqual(samples as number)
  })

  it('stores nothing for an older connection, of any that race', async () => {
    const old = await begin(test.db, ann)
    const newer = await attach(old)
    expect(newer.fence).toBeGreaterThan(old.fence)
    expect(await advanceLiveSession(test.db, old, advanceBy(old, 1000, ['stale']))).toBe('superseded')
    expect(await endLiveSession(test.db, old, stopped)).toBe('superseded')
    expect(await updateLiveSession(test.db, old, { language: 'vi', modelId: null, title: 'stale' })).toBe(false)
    await detachLiveSession(test.db, old)
    expect(await look(test.db, old.sessionId)).toMatchObject({
      samples: 0,
      texts: [],
      isAttached: true,
      status: 'processing',
    })
    expect(await speak(test.db, newer, 1000, ['fresh'])).toMatchObject({ nextSeq: 1 })
  })

  it('keeps every sample once when connections take a session from one another all the time', async () => {
    const { sessionId } = await begin(test.db, ann)
    const random = makeSeededRandom(11)
    let acknowledged = 0
    const connection = async () => {
      for (let turn = 0; turn < 12; turn++) {
        let mine = await attach({ sessionId })
        for (let write = 0; write < 1 + random.below(3); write++) {
          const advance = advanceBy(mine, 100, [`${mine.nextSegmentId}`])
          const answer = await advanceLiveSession(test.db, mine, advance)
          if (typeof answer === 'string') break
          acknowledged += 1600
          mine = { ...mine, ...advance, samples: advance.cutSample }
        }
      }
    }
    await Promise.all(Array.from({ length: 6 }, connection))
    const pieces = await listLivePieces(test.db, sessionId)
    let next = 0
    for (const piece of pieces) {
      expect(piece.startSample).toBe(next)
      next += piece.samples
    }
    expect(next).toBe(acknowledged)
    const { texts, chargedMs } = (await look(test.db, sessionId))!
    expect(texts).toEqual(pieces.map((_, at) => `${at}`))
    expect(chargedMs).toBe(acknowledged / 16)
  })

  it('goes on in a new cycle, which what is said from then on is charged to', async () => {
    let session = await begin(test.db, ann)
    session = await speak(test.db, session, 60_000)
    await expireCycle(test.db, ann)
    await speak(test.db, session, 1000)
    expect((await usageOf(test.db, ann)).ms).toBe(61_000)
  })

  it('lists pieces from a sample on', async () => {
    let session = await begin(test.db, ann)
    for (let n = 0; n < 3; n++) session = await speak(test.db, session, 100)
    expect((await listLivePieces(test.db, session.sessionId, 1600)).map(({ startSample }) => startSample)).toEqual([
      1600, 3200,
    ])
    expect((await listLivePieces(test.db, session.sessionId, 1601)).map(({ startSample }) => startSample)).toEqual([
      1600, 3200,
    ])
    expect(await listLivePieces(test.db, session.sessionId, 4800)).toEqual([])
  })
})

describe('taking over (SPEC 2.3, 2.4)', () => {
  it('is not for strangers, who cannot tell a session from none', async () => {
    const session = await begin(test.db, ann)
    const ben = await addUser(test.db)
    expect(await attachLiveSession(test.db, ben, session.sessionId)).toBeNull()
    expect(await attachLiveSession(test.db, ben, randomUUID())).toBeNull()
    await expect(releaseLiveSession(test.db, ben, session.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(shareLiveSession(test.db, ben, session.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeLiveShare(test.db, ben, session.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(isLiveShared(test.db, ben, session.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    await speak(test.db, session, 100)
  })

  it('tells what it ended with once it is over', async () => {
    const session = await begin(test.db, ann)
    await speak(test.db, session, 100)
    await endLiveSession(test.db, session, { ...stopped, reason: 'quota' })
    expect(await attachLiveSession(test.db, ann, session.sessionId)).toEqual({
      sessionId: session.sessionId,
      endReason: 'quota',
    })
  })

  it('gives each of many at once a fence of its own, and one of them the session', async () => {
    const session = await begin(test.db, ann)
    const all = await Promise.all(Array.from({ length: 10 }, () => attachLiveSession(test.db, ann, session.sessionId)))
    await test.db.execute(sql`select 1`)
    const last = await attach(session)
    for (const one of all) {
      if (!one || 'endReason' in one) throw new Error('not attached')
      expect(one.fence).toBeLessThan(last.fence)
    }
  })

  it('is heard of by those who had it, as they say that they live', async () => {
    const [held, taken, over] = [await begin(test.db, ann), await begin(test.db, ann), await begin(test.db, ann)]
    await attach(taken)
    await speak(test.db, over, 100)
    await endLiveSession(test.db, over, stopped)
    const gone = { sessionId: randomUUID(), fence: 1 }
    expect(await touchLiveSessions(test.db, [held, taken, over, gone])).toEqual(
      new Map([
        [taken.sessionId, 'superseded'],
        [over.sessionId, 'over'],
        [gone.sessionId, 'not_found'],
      ]),
    )
    expect(await touchLiveSessions(test.db, [])).toEqual(new Map())
  })
})

describe('ending (SPEC 2.9, 3.7)', () => {
  it('makes a recording like any other, once', async () => {
    const session = await speak(test.db, await begin(test.db, ann), 1500, ['words'])
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => endLiveSession(test.db, session, stopped)))
    expect(outcomes.sort()).toEqual(['ok', 'over', 'over', 'over', 'over'])
    expect(await look(test.db, session.sessionId)).toMatchObject({
      status: 'done',
      durationMs: 1500,
      chargedMs: 1500,
      endReason: 'stopped',
      isOver: true,
      isAttached: false,
      pieces: 1,
    })
    expect(await advanceLiveSession(test.db, session, advanceBy(session, 100))).toBe('over')
    const job = await one<{ payload: unknown }>(
      test.db,
      sql`
      select payload from graphile_worker._private_jobs where key = ${`join-live:${session.sessionId}`}`,
    )
    expect(job.payload).toEqual({ recordingId: session.sessionId })
  })

  it('leaves nothing of a session in which nothing was said, and gives its count back', async () => {
    const before = await jobs('join-live')
    const session = await begin(test.db, ann)
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 0 })
    expect(await endLiveSession(test.db, session, stopped)).toBe('empty')
    expect(await look(test.db, session.sessionId)).toBeNull()
    expect(await usageOf(test.db, ann)).toEqual({ count: 0, ms: 0 })
    expect(await endLiveSession(test.db, session, stopped)).toBe('not_found')
    expect(await attachLiveSession(test.db, ann, session.sessionId)).toBeNull()
    expect(await jobs('join-live')).toBe(before)
  })

  it('is done for those whom nobody came back to, the longest forgotten first, and for the released', async () => {
    const [alive, forgotten, longer, released, ended] = await Promise.all(
      (await Promise.all(Array.from({ length: 5 }, () => addUser(test.db)))).map((user) => begin(test.db, user)),
    )
    const age = (session: AttachedSession, minutes: number) =>
      test.db.execute(sql`
      update live_sessions set touched_at = clock_timestamp() - make_interval(mins => ${minutes})
       where recording_id = ${session.sessionId}`)
    await age(forgotten!, 40)
    await age(longer!, 50)
    await speak(test.db, ended!, 100)
    await endLiveSession(test.db, ended!, stopped)
    await age(ended!, 60)
    await releaseLiveSession(test.db, released!.userId, released!.sessionId)
    const found = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(found).toEqual([
      { sessionId: released!.sessionId, reason: 'stopped' },
      { sessionId: longer!.sessionId, reason: 'interrupted' },
      { sessionId: forgotten!.sessionId, reason: 'interrupted' },
    ])
    expect(await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 1 })).toHaveLength(1)
    // Whoever held the released one has lost it; the server itself takes it over and ends it.
    expect(await advanceLiveSession(test.db, released!, advanceBy(released!, 100))).toBe('superseded')
    const own = await attach(released!, null)
    expect(await endLiveSession(test.db, own, stopped)).toBe('empty')
    await touchLiveSessions(test.db, [forgotten!])
    const left = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(left.map(({ sessionId }) => sessionId)).toEqual([longer!.sessionId])
    expect(await look(test.db, alive!.sessionId)).toMatchObject({ status: 'processing' })
    await expect(releaseLiveSession(test.db, ended!.userId, ended!.sessionId)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('is what cancelling it from elsewhere means: nothing that was said is thrown away', async () => {
    const session = await speak(test.db, await begin(test.db, ann), 1000, ['kept'])
    expect(await cancelRecording(test.db, ann, session.sessionId)).toBe('finishing')
    expect(await advanceLiveSession(test.db, session, advanceBy(session, 100))).toBe('superseded')
    const found = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(found).toContainEqual({ sessionId: session.sessionId, reason: 'stopped' })
    await endLiveSession(test.db, await attach(session, null), stopped)
    expect(await look(test.db, session.sessionId)).toMatchObject({ status: 'done', texts: ['kept'] })
    await expect(cancelRecording(test.db, ann, session.sessionId)).rejects.toMatchObject({ code: 'conflict' })
    await expect(releaseLiveSession(test.db, ann, 'no-uuid')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is seen to again where the job that joins was lost', async () => {
    const session = await speak(test.db, await begin(test.db, ann), 100)
    await endLiveSession(test.db, session, stopped)
    const key = `join-live:${session.sessionId}`
    expect(await mendQueue(test.client)).toBe(0)
    await test.db.execute(sql`select graphile_worker.remove_job(${key})`)
    expect(await mendQueue(test.client)).toBe(1)
    await test.db.execute(sql`update graphile_worker._private_jobs set attempts = max_attempts where key = ${key}`)
    expect(await mendQueue(test.client)).toBe(1)
    expect(await mendQueue(test.client)).toBe(0)
    await test.db.execute(sql`delete from live_pieces where recording_id = ${session.sessionId}`)
    await test.db.execute(sql`select graphile_worker.remove_job(${key})`)
    expect(await mendQueue(test.client)).toBe(0)
  })
})

describe('sharing (SPEC 7.1, 7.4)', () => {
  it('opens a session to whoever has the token, until it is replaced or revoked', async () => {
    const session = await speak(test.db, await begin(test.db, ann, 'Shared'), 1000, ['hello'])
    expect(await isLiveShared(test.db, ann, session.sessionId)).toBe(false)
    const { token } = await shareLiveSession(test.db, ann, session.sessionId)
    expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(192)
    expect(await isLiveShared(test.db, ann, session.sessionId)).toBe(true)
    expect(await findSharedSession(test.db, token)).toEqual({
      sessionId: session.sessionId,
      title: 'Shared',
      language: 'en',
      endReason: null,
      segments: [{ segmentId: 0, startMs: 0, endMs: 1000, text: 'hello' }],
    })
    const stored = await one<{ hash: string }>(
      test.db,
      sql`
      select viewer_token_hash as hash from live_sessions where recording_id = ${session.sessionId}`,
    )
    expect(stored.hash).not.toContain(token)
    const { token: second } = await shareLiveSession(test.db, ann, session.sessionId)
    expect(await findSharedSession(test.db, token)).toBeNull()
    await endLiveSession(test.db, session, stopped)
    expect(await findSharedSession(test.db, second)).toMatchObject({ endReason: 'stopped' })
    await revokeLiveShare(test.db, ann, session.sessionId)
    expect(await findSharedSession(test.db, second)).toBeNull()
    expect(await findSharedSession(test.db, '')).toBeNull()
  })
})

describe('what a session leaves', () => {
  it('goes through the outbox with its row', async () => {
    let session = await begin(test.db, ann)
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
        else if (dice === 6) session = await attach(session, session.userId).catch(() => null)
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
