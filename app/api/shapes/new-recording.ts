import { z } from 'zod'
import type { Db } from '#db/client.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import type { AcceptedUpload } from '#domain/uploads/accept-upload.server'
import { recordingShape, toRecordingJson } from './recording'

/** A recording whose file has arrived. */
export const newRecordingShape = recordingShape.extend({
  duplicateOf: z.object({ id: z.uuid(), title: z.string() }).nullable().describe('A recording of the very same file.'),
}).meta({ id: 'NewRecording' })

export async function loadNewRecording(
  db: Db, userId: string, { recordingId, duplicateOf }: AcceptedUpload,
): Promise<z.input<typeof newRecordingShape>> {
  return { ...toRecordingJson(await requireRecording(db, userId, recordingId)), duplicateOf }
}
