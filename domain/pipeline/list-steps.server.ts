import { asc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordingSteps, type RecordingStep } from '#db/schema/recording-steps'
import { recordings } from '#db/schema/recordings'
import { ownedRecording } from '../recordings/owned.server'

/** Every run of every step of one recording, in the order in which they were planned. Empty for what is another's. */
export async function listSteps(db: Db, userId: string, recordingId: string): Promise<RecordingStep[]> {
  const rows = await db.select({ step: recordingSteps }).from(recordingSteps)
    .innerJoin(recordings, eq(recordings.id, recordingSteps.recordingId))
    .where(ownedRecording(userId, recordingId))
    .orderBy(asc(recordingSteps.createdAt), asc(recordingSteps.step), asc(recordingSteps.key))
  return rows.map(({ step }) => step)
}
