import type { Db } from '#db/client.server'
import { getUsage } from '#domain/accounts/plan.server'
import { listLivePieces, livePieceKey, putLivePiece, readLivePieces } from '#domain/live/live-pieces.server'
import { attachAbandonedSession, attachLiveSession, detachLiveSession, startLiveSession } from '#domain/live/live-session.server'
import { advanceLiveSession, endLiveSession, updateLiveSession } from '#domain/live/live-writes.server'
import { isTicketHeld } from '#domain/live/ticket-holder.server'
import type { ObjectStore } from '#domain/storage/object-store'
import type { SessionStore } from '../session/session-store'

/** Sessions in PostgreSQL, their audio in the object store. */
export function makeDatabaseStore(db: Db, objects: ObjectStore): SessionStore {
  return {
    isHeld: (ticket) => isTicketHeld(db, ticket),
    start: (wish) => startLiveSession(db, wish),
    attach: (userId, sessionId, take) => attachLiveSession(db, userId, sessionId, take),
    attachAbandoned: (sessionId, untouchedMs) => attachAbandonedSession(db, sessionId, untouchedMs),
    async quotaLeftMs(userId) {
      const { minutesLimit, usedMs } = await getUsage(db, userId)
      return minutesLimit === null ? null : Math.max(0, minutesLimit * 60_000 - usedMs)
    },
    async putPiece(session, number, samples) {
      const key = livePieceKey(session, number)
      await putLivePiece(objects, key, samples)
      return key
    },
    async *readAudio(sessionId, fromSample) {
      yield* readLivePieces(objects, await listLivePieces(db, sessionId, fromSample), fromSample)
    },
    advance: (session, advance) => advanceLiveSession(db, session, advance),
    update: (session, change) => updateLiveSession(db, session, change),
    end: (session, ending) => endLiveSession(db, session, ending),
    detach: (session) => detachLiveSession(db, session),
  }
}
