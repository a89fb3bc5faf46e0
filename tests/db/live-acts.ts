import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import {
  attachAbandonedSession,
  attachLiveSession,
  startLiveSession,
  type AttachedSession,
  type EndedSession,
} from '#domain/live/live-session.server'
import { livePieceKey } from '#domain/live/live-pieces.server'
import { advanceLiveSession, type LiveAdvance, type LiveEnding } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'

export const stopped: LiveEnding = { reason: 'stopped', modelId: 'moonshine-base-en', language: 'en' }

/** A session just begun, its first connection attached. */
export async function begin(
  db: Db, userId: string, title = 'A talk', wish: { keepNone?: boolean; isResumable?: boolean } = {},
): Promise<AttachedSession> {
  const session = await startLiveSession(db, { userId, language: 'en', modelId: null, title, ...wish })
  if ('endReason' in session) throw new Error('A session without a take is always a new one.')
  return session
}

/** Attached anew by its owner. */
export async function attach(db: Db, { sessionId }: { sessionId: string }, userId: string): Promise<AttachedSession> {
  return requireAttached(await attachLiveSession(db, userId, sessionId))
}

/** Attached by the server, since nobody has touched it for long. */
export async function attachForServer(db: Db, { sessionId }: { sessionId: string }): Promise<AttachedSession> {
  return requireAttached(await attachAbandonedSession(db, sessionId, limits.liveAbandonMs))
}

function requireAttached(attached: AttachedSession | EndedSession | null): AttachedSession {
  if (!attached || 'endReason' in attached) throw new Error('not attached')
  return attached
}

/** A write of so many ms of audio as one frame, and of the text that is given, everything settled. */
export function advanceBy(session: AttachedSession, ms: number, texts: string[] = []): LiveAdvance {
  const samples = ms * 16
  const end = session.samples + samples
  const each = ms / Math.max(1, texts.length)
  const startMs = session.samples / 16
  return {
    piece: samples === 0 ? null : { key: livePieceKey(session, session.nextSeq), samples },
    nextSeq: session.nextSeq + (samples > 0 ? 1 : 0),
    segments: texts.map((text, at) => ({
      id: session.nextSegmentId + at,
      text,
      startMs: startMs + at * each,
      endMs: startMs + (at + 1) * each,
    })),
    cutSample: end,
    nextSegmentId: session.nextSegmentId + texts.length,
  }
}

/** Speaks for so long, and answers the session as it stands then. */
export async function speak(
  db: Db,
  session: AttachedSession,
  ms: number,
  texts: string[] = [],
): Promise<AttachedSession> {
  const advance = advanceBy(session, ms, texts)
  const answer = await advanceLiveSession(db, session, advance)
  if (typeof answer === 'string') throw new Error(`refused: ${answer}`)
  return {
    ...session,
    samples: advance.cutSample,
    cutSample: advance.cutSample,
    nextSeq: advance.nextSeq,
    nextSegmentId: advance.nextSegmentId,
  }
}

/** What tests look at of a session. */
export async function look(db: Db, id: string) {
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select r.status, r.duration_ms::int as "durationMs", r.charged_ms::int as "chargedMs", r.counted, l.samples::int,
           l.next_seq::int as "nextSeq", l.cut_sample::int as "cutSample", l.next_segment as "nextSegment",
           l.end_reason as "endReason", l.ended_at is not null as "isOver", l.attached_at is not null as "isAttached",
           (select count(*)::int from live_pieces p where p.recording_id = r.id) as pieces,
           (select coalesce(sum(samples), 0)::int from live_pieces p where p.recording_id = r.id) as "pieceSamples",
           array(select text from segments s where s.recording_id = r.id order by idx) as texts
      from recordings r join live_sessions l on l.recording_id = r.id where r.id = ${id}`)
  return rows[0] ?? null
}
