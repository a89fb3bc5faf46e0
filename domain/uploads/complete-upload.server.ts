import { and, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { AppError, isAppError } from '../errors/app-error'
import type { ErrorCode } from '../errors/error-codes'
import { limits } from '../limits/limits'
import { meterBody } from '../storage/metered-body.server'
import type { ObjectStore } from '../storage/object-store'
import type { AcceptedUpload } from './accept-upload.server'
import type { UploadTools } from './upload-tools'
import { findDuplicate } from './find-duplicate.server'
import { lookAndQueue, uploadCancelled } from './look-and-queue.server'
import { requireUpload, uploadNotFound, type PartUpload } from './own-upload.server'
import { listParts } from './part-plan'
import { failUpload, noteStored } from './upload-row.server'

export type CompletionTools = Pick<UploadTools, 'db' | 'store' | 'probe'>

/** Being completed by this process: whoever asks again meanwhile waits for the same end. */
const running = new Map<string, Promise<void>>()

/**
 * Makes one file of the parts, looks at it, charges and queues it. Asked again it answers the same, whatever became of the
 * recording since, and after a crash it goes on from the step that was done last. Throws AppError `not_found`,
 * `upload_incomplete` where parts are missing, and what uploads are refused for.
 */
export async function completeUpload(tools: CompletionTools, userId: string, id: string): Promise<AcceptedUpload> {
  const { db } = tools
  const upload = await requireUpload(db, userId, id)
  if (upload.status === 'uploading') await once(id, () => finishUpload(tools, upload))
  return tellEnd(db, upload)
}

function once(id: string, work: () => Promise<void>): Promise<void> {
  const known = running.get(id)
  if (known) return known
  const promise = work().finally(() => running.delete(id))
  running.set(id, promise)
  return promise
}

/** From the parts to the queue, or to a refusal. What may pass leaves the upload as it is. */
export async function finishUpload(tools: CompletionTools, upload: PartUpload): Promise<void> {
  const { db, store } = tools
  const { recordingId: id, userId, arrival } = upload
  try {
    if (!upload.isStored) {
      if (!arrival) throw uploadNotFound()
      const stored = await store.arrivals.join(arrival, listParts(upload))
      const sha256 = stored.sha256 ?? (await hashOf(store, arrival.key, stored.bytes))
      if (!(await noteStored(db, id, { key: arrival.key, bytes: stored.bytes, sha256 }))) {
        // Cancelled or deleted meanwhile, the object is nobody's; another process may also have been quicker.
        const recording = await stateOf(db, id)
        if (recording?.objectKey !== arrival.key) await store.delete(arrival.key)
        if (recording) return
        throw uploadCancelled()
      }
    }
    await lookAndQueue(tools, { id, userId, key: await keyOf(db, id) })
  } catch (error) {
    // Another process may have been quicker.
    if (await isOver(db, id)) return
    if (isAppError(error) && !error.retryable && error.code !== 'not_found') await failUpload(db, id, error)
    throw error
  }
}

/** Null for what is too large to be read for that alone. */
async function hashOf(store: ObjectStore, key: string, bytes: number): Promise<string | null> {
  if (bytes > limits.uploadHashBytesMax) return null
  const metered = meterBody(await store.read(key), {})
  for await (const _ of metered);
  return metered.total().sha256
}

const stateOf = async (db: Db, id: string) => (await db.select().from(recordings).where(eq(recordings.id, id)))[0]

/** Whether the recording is past its upload. */
async function isOver(db: Db, id: string): Promise<boolean> {
  const recording = await stateOf(db, id)
  return recording !== undefined && recording.status !== 'uploading'
}

async function keyOf(db: Db, id: string): Promise<string> {
  const key = (await stateOf(db, id))?.objectKey
  if (!key) throw uploadCancelled()
  return key
}

/** What became of it; throws the refusal that it met. */
async function tellEnd(db: Db, { recordingId, userId }: PartUpload): Promise<AcceptedUpload> {
  const [recording] = await db.select().from(recordings).where(and(eq(recordings.id, recordingId), eq(recordings.userId, userId)))
  if (!recording) throw uploadNotFound()
  const { status, queuedAt, sha256, errorCode, errorMessage, errorParams } = recording
  if (queuedAt === null && status === 'failed' && errorCode) {
    throw new AppError(errorCode as ErrorCode, errorMessage ?? '', { params: errorParams ?? {} })
  }
  if (queuedAt === null) throw uploadCancelled()
  return { recordingId, duplicateOf: await findDuplicate(db, userId, sha256, recordingId) }
}
