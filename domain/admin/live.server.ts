import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { users } from '#db/schema/users'
import { limits } from '../limits/limits'
import { recordingNotFound } from '../recordings/owned.server'
import { isUuid } from '../units/uuid'
import { audited, type Actor } from './audit.server'

/** A session that has not ended, as an administrator sees it: who and where, never what is said. */
export interface OpenSession {
  id: string
  ownerId: string
  ownerEmail: string
  createdAt: Date
  /** Stored so far. */
  durationMs: number
  /** Whether somebody is speaking into it, as far as is known. */
  isAttached: boolean
  /** Host and port of the copy that holds it; null where none has said so yet. */
  heldBy: string | null
}

/** The newest of everybody's open sessions that nobody has asked to end. */
export function listOpenSessions(db: Db): Promise<OpenSession[]> {
  return db
    .select({
      id: recordings.id, ownerId: users.id, ownerEmail: users.email, createdAt: recordings.createdAt,
      durationMs: sql<number>`coalesce(${recordings.durationMs}, 0)`.mapWith(Number),
      isAttached: sql<boolean>`coalesce(${liveSessions.attachedAt} is not null and ${liveSessions.touchedAt} >
        clock_timestamp() - make_interval(secs => ${(4 * limits.liveTouchMs) / 1000}), false)`,
      heldBy: liveSessions.heldBy,
    })
    .from(liveSessions)
    .innerJoin(recordings, eq(recordings.id, liveSessions.recordingId))
    .innerJoin(users, eq(users.id, recordings.userId))
    .where(and(isNull(liveSessions.endedAt), eq(recordings.status, 'processing'), sql`${liveSessions.touchedAt} <> '-infinity'`))
    .orderBy(desc(recordings.createdAt), desc(recordings.id))
    .limit(limits.adminPageRows)
}

/** Ends somebody's session: what was said is kept, as if its speaker had gone. Throws AppError `not_found`. */
export async function endSession(db: Db, actor: Actor, id: string): Promise<void> {
  if (!isUuid(id)) throw recordingNotFound()
  await audited(db, actor, async (tx) => {
    const { rows } = await tx.execute<{ email: string; released: boolean }>(sql`
      select u.email, sp_release_live(r.user_id, r.id) as released
        from recordings r join users u on u.id = r.user_id where r.id = ${id}::uuid`)
    const [found] = rows
    if (!found?.released) throw recordingNotFound()
    return { entry: { action: 'live.end', subjectId: id, subject: found.email }, result: undefined }
  })
}
