import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { recordingNotFound } from '../recordings/owned.server'
import { limits } from '../limits/limits'
import type { EndReason } from './protocol'

/** A live session as its owner's pages show it. */
export interface OwnLiveSession {
  id: string
  title: string
  createdAt: Date
  /** Stored so far. */
  durationMs: number
  /** Whether some page is speaking into it, as far as is known. */
  isAttached: boolean
  isShared: boolean
}

const columns = {
  id: recordings.id,
  title: recordings.title,
  createdAt: recordings.createdAt,
  durationMs: sql<number>`coalesce(${recordings.durationMs}, 0)`.mapWith(Number),
  // A server that has crashed cannot say that its connections are gone.
  isAttached: sql<boolean>`coalesce(${liveSessions.attachedAt} is not null and ${liveSessions.touchedAt} >
    clock_timestamp() - make_interval(secs => ${(4 * limits.liveTouchMs) / 1000}), false)`,
  isShared: sql<boolean>`${liveSessions.viewerTokenHash} is not null`,
}

/** The user's sessions that have not ended, and that nobody has asked to end; the newest first. */
export function listOpenLiveSessions(db: Db, userId: string): Promise<OwnLiveSession[]> {
  return db
    .select(columns)
    .from(liveSessions)
    .innerJoin(recordings, eq(recordings.id, liveSessions.recordingId))
    .where(
      and(
        eq(recordings.userId, userId),
        eq(recordings.status, 'processing'),
        isNull(liveSessions.endedAt),
        isNull(liveSessions.endReason),
      ),
    )
    .orderBy(desc(recordings.createdAt))
}

/** What is stored of a session: how far its audio has come, and its text. */
export interface StoredLiveSession {
  nextSeq: number
  isOpen: boolean
  endReason: EndReason | null
  segments: { segmentId: number; startMs: number; endMs: number; text: string }[]
}

/** What is stored of a session of the user's. Throws `not_found`. */
export async function readStoredSession(db: Db, userId: string, id: string): Promise<StoredLiveSession> {
  const live = await findLiveSession(db, userId, id)
  if (!live) throw recordingNotFound()
  const rows = await db
    .select({ segmentId: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text })
    .from(segments)
    .where(eq(segments.recordingId, id))
    .orderBy(asc(segments.idx))
  return { nextSeq: live.nextSeq, isOpen: live.isOpen, endReason: live.endReason, segments: rows }
}

/** The live part of a recording; null where it was not spoken live, or is not the user's. */
export async function findLiveSession(db: Db, userId: string, id: string) {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return null
  const [row] = await db
    .select({
      ...columns,
      nextSeq: liveSessions.nextSeq,
      status: recordings.status,
      endReason: liveSessions.endReason,
      /** Milliseconds that storage has lost; silence stands in their place. */
      lostAudioMs: sql<number>`coalesce((${recordings.meta} ->> 'lostAudioMs')::int, 0)`.mapWith(Number),
    })
    .from(liveSessions)
    .innerJoin(recordings, eq(recordings.id, liveSessions.recordingId))
    .where(and(eq(recordings.id, id), eq(recordings.userId, userId)))
  if (!row) return null
  const { status, ...live } = row
  const isOpen = status === 'processing'
  // Its owner has asked from elsewhere to end it, and a live server is about to.
  const isReleased = isOpen && live.endReason !== null
  return { ...live, isOpen, isReleased, endReason: isOpen ? null : live.endReason }
}
