import { createHash, randomBytes } from 'node:crypto'
import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { segmentTranslations } from '#db/schema/segment-translations'
import { segments } from '#db/schema/segments'
import { requireRecording } from '../recordings/get-recording.server'
import type { EndReason } from './protocol'

const TOKEN_BYTES = 24

/** A segment as viewers see it. */
export interface SharedSegment {
  segmentId: number
  startMs: number
  endMs: number
  text: string
}

/** What a viewer's link opens. */
export interface SharedSession {
  sessionId: string
  title: string
  language: string
  /** BCP 47 of the languages that it is translated into. */
  languages: string[]
  /** Null while it goes on. */
  endReason: EndReason | null
  segments: SharedSegment[]
}

/**
 * Makes a link for viewers, in place of any earlier one; the token is random (192 bits) and only its hash is stored. Throws
 * `not_found` where the user has no such live session.
 */
export async function shareLiveSession(db: Db, userId: string, sessionId: string): Promise<{ token: string }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await setToken(db, userId, sessionId, hashViewerToken(token))
  return { token }
}

/** Revokes the link; those who watch are shut out. Throws `not_found`. */
export async function revokeLiveShare(db: Db, userId: string, sessionId: string): Promise<void> {
  await setToken(db, userId, sessionId, null)
}

/** Whether the session has a link for viewers. */
export async function isLiveShared(db: Db, userId: string, sessionId: string): Promise<boolean> {
  await requireRecording(db, userId, sessionId)
  const [row] = await db.select().from(liveSessions).where(eq(liveSessions.recordingId, sessionId))
  return row?.viewerTokenHash != null
}

/** What the token opens; null where it is none, or revoked. */
export async function findSharedSession(db: Db, token: string): Promise<SharedSession | null> {
  const [row] = await db
    .select({ recording: recordings, live: liveSessions })
    .from(liveSessions)
    .innerJoin(recordings, eq(recordings.id, liveSessions.recordingId))
    .where(eq(liveSessions.viewerTokenHash, hashViewerToken(token)))
  if (!row) return null
  const { recording, live } = row
  const isOver = recording.status !== 'processing'
  return {
    sessionId: recording.id,
    title: recording.title,
    language: recording.language,
    languages: await listSharedLanguages(db, recording.id, live.translateTo),
    endReason: isOver ? (live.endReason ?? 'cancelled') : null,
    segments: await listSharedSegments(db, recording.id, 0),
  }
}

/** The stored segments of a session from one on, as viewers see them. */
export function listSharedSegments(db: Db, sessionId: string, from: number): Promise<SharedSegment[]> {
  return db
    .select({ segmentId: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text })
    .from(segments)
    .where(and(eq(segments.recordingId, sessionId), gte(segments.idx, from)))
    .orderBy(asc(segments.idx))
}

async function listSharedLanguages(db: Db, sessionId: string, translateTo: string | null): Promise<string[]> {
  const made = await db.selectDistinct({ language: segmentTranslations.language }).from(segmentTranslations)
    .where(eq(segmentTranslations.recordingId, sessionId))
  return [...new Set([...(translateTo ? [translateTo] : []), ...made.map(({ language }) => language)])]
}

async function setToken(db: Db, userId: string, sessionId: string, hash: string | null): Promise<void> {
  await requireRecording(db, userId, sessionId)
  await db.transaction(async (tx) => {
    await tx.update(liveSessions).set({ viewerTokenHash: hash }).where(eq(liveSessions.recordingId, sessionId))
    // A new link replaces the old one: those who came by that are shut out as well, but nobody who was quick to come by this.
    const notice = JSON.stringify({ type: 'revoked', sessionId, tokenHash: hash })
    await tx.execute(sql`select pg_notify('steno_live', ${notice})`)
  })
}

/** What of a viewer's token is stored: SHA-256, in hexadecimal digits. */
export function hashViewerToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
