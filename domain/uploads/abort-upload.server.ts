import { and, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { AppError } from '../errors/app-error'
import { isUuid } from '../units/uuid'
import { requireUpload } from './own-upload.server'
import { forgetUpload } from './upload-row.server'

/**
 * Gives an upload up, with its recording and its place in the plan; what has arrived follows through the outbox. Throws
 * AppError `not_found`, or `conflict` where it is complete already.
 */
export async function abortUpload(db: Db, userId: string, id: string): Promise<void> {
  const { recordingId } = await requireUpload(db, userId, id)
  if (await forgetUpload(db, recordingId)) return
  throw new AppError('conflict', 'This upload is over already: delete its recording instead.')
}

/** The same for the upload of a key; nothing where it is over, or never was. */
export async function abortUploadOfKey(db: Db, userId: string, uploadKey: string): Promise<void> {
  if (!isUuid(uploadKey)) return
  await db.delete(recordings).where(
    and(eq(recordings.userId, userId), eq(recordings.uploadKey, uploadKey), eq(recordings.status, 'uploading')))
}
