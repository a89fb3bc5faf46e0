import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  attachAbandonedSession,
  attachLiveSession,
  listAbandonedSessions,
  releaseLiveSession,
  type AttachedSession,
} from '#domain/live/live-session.server'
import { advanceLiveSession, endLiveSession, touchLiveSessions } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import { mendQueue } from '#domain/jobs/sweeper.server'
import { cancelRecording } from '#domain/recordings/change-recording.server'
import { advanceBy, attachForServer, begin, look, speak, stopped } from './live-acts'
import { one, usageOf } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
})

async function countJoins(): Promise<number> {
  const counted = sql`select count(*)::int as n from graphile_worker.jobs where task_identifier = 'join-live'`
  return (await one<{ n: number }>(test.db, counted)).n
}

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
    const before = await countJoins()
    const session = await begin(test.db, ann)
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 0 })
    expect(await endLiveSession(test.db, session, stopped)).toBe('empty')
    expect(await look(test.db, session.sessionId)).toBeNull()
    expect(await usageOf(test.db, ann)).toEqual({ count: 0, ms: 0 })
    expect(await endLiveSession(test.db, session, stopped)).toBe('not_found')
    expect(await attachLiveSession(test.db, ann, session.sessionId)).toBeNull()
    expect(await countJoins()).toBe(before)
  })

  it('leaves nothing of the moment of silence between a start and a stop, but keeps a word, and longer silence', async () => {
    const before = await countJoins()
    const blink = await speak(test.db, await begin(test.db, ann), limits.liveNothingMsMax)
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: limits.liveNothingMsMax })
    expect(await endLiveSession(test.db, blink, stopped)).toBe('empty')
    expect(await look(test.db, blink.sessionId)).toBeNull()
    expect(await usageOf(test.db, ann)).toEqual({ count: 0, ms: 0 })
    expect(await countJoins()).toBe(before)
    const word = await speak(test.db, await begin(test.db, ann), 400, ['Yes.'])
    expect(await endLiveSession(test.db, word, stopped)).toBe('ok')
    // Nobody has said that it was nothing.
    const broken = await speak(test.db, await begin(test.db, ann), 400)
    expect(await endLiveSession(test.db, broken, { ...stopped, reason: 'interrupted' })).toBe('ok')
    const unheard = await speak(test.db, await begin(test.db, ann), 400)
    expect(await endLiveSession(test.db, unheard, { ...stopped, modelId: null })).toBe('ok')
    const silence = await speak(test.db, await begin(test.db, ann), limits.liveNothingMsMax + 1)
    expect(await endLiveSession(test.db, silence, stopped)).toBe('ok')
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
    await speak(test.db, ended!, 100, ['words'])
    await endLiveSession(test.db, ended!, stopped)
    await age(ended!, 60)
    await releaseLiveSession(test.db, released!.userId, released!.sessionId)
    const found = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(found).toMatchObject([
      { sessionId: released!.sessionId, reason: 'stopped' },
      { sessionId: longer!.sessionId, reason: 'interrupted' },
      { sessionId: forgotten!.sessionId, reason: 'interrupted' },
    ])
    expect(await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 1 })).toHaveLength(1)
    // Whoever held the released one has lost it; the server itself takes it over and ends it.
    expect(await advanceLiveSession(test.db, released!, advanceBy(released!, 100))).toBe('superseded')
    const own = await attachForServer(test.db, released!)
    expect(await endLiveSession(test.db, own, stopped)).toBe('empty')
    await touchLiveSessions(test.db, [forgotten!])
    const left = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(left.map(({ sessionId }) => sessionId)).toEqual([longer!.sessionId])
    expect(await look(test.db, alive!.sessionId)).toMatchObject({ status: 'processing' })
    await expect(releaseLiveSession(test.db, ended!.userId, ended!.sessionId)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('does not wait for a client that cannot come back, once nobody holds the session (SPEC 9.7)', async () => {
    const session = await begin(test.db, ann, 'Foreign', { isResumable: false })
    const list = () => listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    const hasIt = async () => (await list()).some(({ sessionId }) => sessionId === session.sessionId)
    const age = (ms: number) => test.db.execute(sql`
      update live_sessions set touched_at = clock_timestamp() - make_interval(secs => ${ms / 1000})
       where recording_id = ${session.sessionId}`)
    await age(limits.liveForsakenMs - 5000)
    expect(await hasIt()).toBe(false)
    await age(limits.liveForsakenMs + 5000)
    expect(await list()).toContainEqual(
      { sessionId: session.sessionId, reason: 'interrupted', untouchedMs: limits.liveForsakenMs })
    expect(await attachAbandonedSession(test.db, session.sessionId, limits.liveAbandonMs)).toBeNull()
    expect(await attachAbandonedSession(test.db, session.sessionId, limits.liveForsakenMs)).toMatchObject({ fence: 2 })
  })

  it('leaves nothing of what was not to be stored, but its price (SPEC 9.8)', async () => {
    const session = await begin(test.db, ann, 'Secret', { keepNone: true })
    expect(session.keepNone).toBe(true)
    const spoken = await speak(test.db, session, 60_000, ['a secret'])
    expect(await endLiveSession(test.db, spoken, stopped)).toBe('empty')
    expect(await look(test.db, session.sessionId)).toBeNull()
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 60_000 })
    const piece = sql`select count(*)::int as n from object_deletions where object_key like ${`%${session.sessionId}%`}`
    expect((await one<{ n: number }>(test.db, piece)).n).toBe(1)
    const silent = await begin(test.db, ann, 'Nothing', { keepNone: true })
    expect(await endLiveSession(test.db, silent, stopped)).toBe('empty')
    expect(await usageOf(test.db, ann)).toEqual({ count: 1, ms: 60_000 })
  })

  it('is what cancelling it from elsewhere means: nothing that was said is thrown away', async () => {
    const session = await speak(test.db, await begin(test.db, ann), 1000, ['kept'])
    expect(await cancelRecording(test.db, ann, session.sessionId)).toBe('finishing')
    expect(await advanceLiveSession(test.db, session, advanceBy(session, 100))).toBe('superseded')
    const found = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(found).toContainEqual(expect.objectContaining({ sessionId: session.sessionId, reason: 'stopped' }))
    await endLiveSession(test.db, await attachForServer(test.db, session), stopped)
    expect(await look(test.db, session.sessionId)).toMatchObject({ status: 'done', texts: ['kept'] })
    await expect(cancelRecording(test.db, ann, session.sessionId)).rejects.toMatchObject({ code: 'conflict' })
    await expect(releaseLiveSession(test.db, ann, 'no-uuid')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is seen to again where the job that joins was lost', async () => {
    const session = await speak(test.db, await begin(test.db, ann), 100, ['words'])
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
