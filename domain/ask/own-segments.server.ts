import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'

/** Which of the segments are there now and belong to a recording of this user. */
export async function findOwnSegments(db: Db, userId: string, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db.select({ id: segments.id }).from(segments)
    .innerJoin(recordings, eq(recordings.id, segments.recordingId))
    .where(and(eq(recordings.userId, userId), inArray(segments.id, [...ids])))
  return new Set(rows.map(({ id }) => id))
}
