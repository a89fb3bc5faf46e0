import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  attachLiveSession, detachLiveSession, listAbandonedSessions, releaseLiveSession, startLiveSession, type AttachedSession,
} from '#domain/live/live-session.server'
import { endLiveSession, touchLiveSessions } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import { findLiveSession, listOpenLiveSessions } from '#domain/live/open-sessions.server'
import { isLiveShared, revokeLiveShare, shareLiveSession } from '#domain/live/share.server'
import { attach, attachForServer, begin, speak, stopped } from './live-acts'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
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
    await speak(test.db, session, 100, ['words'])
    await endLiveSession(test.db, session, { ...stopped, reason: 'quota' })
    expect(await attachLiveSession(test.db, ann, session.sessionId)).toEqual({
      sessionId: session.sessionId,
      endReason: 'quota',
    })
  })

  it('is refused from when its owner has ended it from elsewhere, so that no connection that comes back undoes that (SPEC 3.7)', async () => {
    const take = randomUUID()
    const wish = { userId: ann, language: 'en', modelId: null, title: 'A talk', take }
    const begun = await startLiveSession(test.db, wish)
    if ('endReason' in begun) throw new Error('not begun')
    await speak(test.db, begun, 100, ['words'])
    await releaseLiveSession(test.db, ann, begun.sessionId)
    const over = { sessionId: begun.sessionId, endReason: 'stopped' }
    const back = () => Promise.all([attachLiveSession(test.db, ann, begun.sessionId, take), startLiveSession(test.db, wish)])
    expect(await back()).toEqual([over, over])
    const settler = await attachForServer(test.db, begun)
    expect(await back()).toEqual([over, over])
    // Until it is finished it is nobody's open session, and its end is not told.
    expect(await listOpenLiveSessions(test.db, ann)).toEqual([])
    expect(await findLiveSession(test.db, ann, begun.sessionId)).toMatchObject({ isOpen: true, isReleased: true, endReason: null })
    expect(await endLiveSession(test.db, settler, stopped)).toBe('ok')
    expect(await findLiveSession(test.db, ann, begun.sessionId)).toMatchObject({ isOpen: false, isReleased: false, endReason: 'stopped' })
  })

  it.each([
    ['says that it lives', (session: AttachedSession) => touchLiveSessions(test.db, [session])],
    ['goes', (session: AttachedSession) => detachLiveSession(test.db, session)],
  ])('is still ended from elsewhere where its connection %s at that very moment (SPEC 3.7)', async (_what, act) => {
    const session = await begin(test.db, ann)
    let acting: Promise<unknown> = Promise.resolve()
    await test.db.transaction(async (tx) => {
      await releaseLiveSession(tx, ann, session.sessionId)
      acting = act(session)
      // Until it waits for what is not committed yet.
      const waiting = async () => (await test.db.execute(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rows.length
      await expect.poll(waiting).toBe(1)
    })
    await acting
    const abandoned = await listAbandonedSessions(test.db, { abandonMs: limits.liveAbandonMs, graceMs: 0, most: 100 })
    expect(abandoned).toContainEqual(expect.objectContaining({ sessionId: session.sessionId, reason: 'stopped' }))
  })

  it('gives each of many at once a fence of its own, and one of them the session', async () => {
    const session = await begin(test.db, ann)
    const all = await Promise.all(Array.from({ length: 10 }, () => attachLiveSession(test.db, ann, session.sessionId)))
    const last = await attach(test.db, session, ann)
    for (const one of all) {
      if (!one || 'endReason' in one) throw new Error('not attached')
      expect(one.fence).toBeLessThan(last.fence)
    }
  })

  it('is heard of by those who had it, as they say that they live', async () => {
    const [held, taken, over] = [await begin(test.db, ann), await begin(test.db, ann), await begin(test.db, ann)]
    await attach(test.db, taken, ann)
    await speak(test.db, over, 100, ['words'])
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
