import { and, desc, eq, isNull, lt, notInArray } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { ownedRecording, recordingNotFound } from './owned.server'
import { withQueuePositions } from './queue-positions.server'
import { detailColumns, summaryColumns } from './recording-columns.server'
import type { RecordingDetail, RecordingSummary } from './recording'

/** One recording of the user's; throws AppError `not_found` where there is none. */
export async function requireRecording(db: Db, userId: string, id: string): Promise<RecordingDetail> {
  const rows = await db.select(detailColumns).from(recordings).where(ownedRecording(userId, id))
  const [recording] = await withQueuePositions(db, rows)
  if (!recording) throw recordingNotFound()
  return recording
}

/**
 * The user's newest recording of the very same file, by its SHA-256 in hex, that was queued before the given one; null
 * where none is good. Of two that come at once, one is told of the other: a user's recordings are queued one by one.
 */
export async function findSameFile(
  db: Db,
  userId: string,
  sha256: string,
  beforeId: string,
): Promise<RecordingSummary | null> {
  const queuedAt = db.select({ at: recordings.queuedAt }).from(recordings).where(ownedRecording(userId, beforeId))
  const rows = await db
    .select(summaryColumns)
    .from(recordings)
    .where(
      and(
        eq(recordings.userId, userId),
        eq(recordings.sha256, sha256),
        lt(recordings.queuedAt, queuedAt),
        notInArray(recordings.status, ['failed', 'cancelled']),
        // One that is not to be stored is gone before anybody looks for it.
        isNull(recordings.forgetAt),
        eq(recordings.keepNone, false),
      ),
    )
    .orderBy(desc(recordings.queuedAt))
    .limit(1)
  const [same] = await withQueuePositions(db, rows)
  return same ?? null
}
