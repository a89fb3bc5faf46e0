import { sourceFromObjectStore } from '../audio/object-source.server'
import { AppError, isAppError } from '../errors/app-error'
import type { UploadTools } from './upload-tools'
import { queueUpload, type QueueFacts } from './upload-row.server'

/**
 * What follows once a file is stored: a look at its content, the charge for its minutes, and the queue. Throws AppErrors
 * for what it is refused for, and `cancelled` where nobody wants it any more.
 */
export async function lookAndQueue(
  { db, store, probe }: Pick<UploadTools, 'db' | 'store' | 'probe'>,
  { id, userId, key }: { id: string; userId: string; key: string },
): Promise<void> {
  const facts = await lookAt(key, { store, probe })
  if (!(await queueUpload(db, { id, userId }, facts))) throw uploadCancelled()
}

export const uploadCancelled = () => new AppError('cancelled', 'This upload was cancelled.')

/** Nothing known where the look fails for reasons that are not the file's. */
async function lookAt(key: string, { store, probe }: Pick<UploadTools, 'store' | 'probe'>): Promise<QueueFacts> {
  try {
    return await probe(await sourceFromObjectStore(store, key))
  } catch (error) {
    if (isAppError(error) && !error.retryable) throw error
    return { mimeType: null, durationMs: null }
  }
}
