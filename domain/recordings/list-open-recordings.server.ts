import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { limits } from '../limits/limits'
import type { RecordingSummary } from './recording'

export type OpenRecording = Pick<RecordingSummary, 'id' | 'status' | 'progressMs' | 'totalMs'>

/** How far the user's unfinished recordings are: the newest first, at most limits.openRecordingsRowsMax. */
export function listOpenRecordings(db: Db, userId: string): Promise<OpenRecording[]> {
  const { id, status, progressMs, totalMs, createdAt } = recordings
  return db
    .select({ id, status, progressMs, totalMs })
    .from(recordings)
    .where(and(eq(recordings.userId, userId), inArray(status, ['uploading', 'queued', 'processing'])))
    .orderBy(desc(createdAt), desc(id))
    .limit(limits.openRecordingsRowsMax)
}
