import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { listLivePieces } from '#domain/live/live-pieces.server'
import { detachLiveSession } from '#domain/live/live-session.server'
import { advanceLiveSession, endLiveSession, updateLiveSession } from '#domain/live/live-writes.server'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { advanceBy, attach, begin, look, speak, stopped } from './live-acts'
import { expireCycle, one, usageOf } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
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
    session = await attach(test.db, session, ann)
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
    const newer = await attach(test.db, old, ann)
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
        let mine = await attach(test.db, { sessionId }, ann)
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
