import { and, desc, eq, ne, notInArray } from 'drizzle-orm'
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

/** The user's newest other recording of the very same file, by its SHA-256 in hex; null where none is good. */
export async function findSameFile(
  db: Db,
  userId: string,
  sha256: string,
  exceptId: string,
): Promise<RecordingSummary | null> {
  const rows = await db
    .select(summaryColumns)
    .from(recordings)
    .where(
      and(
        eq(recordings.userId, userId),
        eq(recordings.sha256, sha256),
        ne(recordings.id, exceptId),
        notInArray(recordings.status, ['failed', 'cancelled']),
      ),
    )
    .orderBy(desc(recordings.createdAt))
    .limit(1)
  const [same] = await withQueuePositions(db, rows)
  return same ?? null
}
