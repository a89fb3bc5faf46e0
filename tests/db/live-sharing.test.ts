import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { endLiveSession } from '#domain/live/live-writes.server'
import { findSharedSession, isLiveShared, revokeLiveShare, shareLiveSession } from '#domain/live/share.server'
import { begin, speak, stopped } from './live-acts'
import { one } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let ann: string
beforeEach(async () => {
  ann = await addUser(test.db, 'PREMIUM')
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
      languages: [],
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
