import { and, eq, isNotNull } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { sourceFromObjectStore } from '../audio/object-source.server'
import { isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import type { UploadTools } from './upload-tools'
import { failUpload, queueUpload } from './upload-row.server'

type SettleTools = Pick<UploadTools, 'db' | 'store' | 'probe'>

interface StoredUpload {
  id: string
  userId: string
  key: string
}

/**
 * Does for uploads what their web process did not live to do once all had arrived: a look at the content, the charge
 * and the queue, or the refusal. `listing` tells when each object was written (Unix ms); what it does not have, and what
 * cannot be read today, waits. Returns how many were settled.
 */
export async function settleStoredUploads(
  tools: SettleTools,
  listing: ReadonlyMap<string, number>,
  now = Date.now(),
): Promise<number> {
  const rows = await tools.db
    .select({ id: recordings.id, userId: recordings.userId, key: recordings.objectKey })
    .from(recordings)
    .where(and(eq(recordings.status, 'uploading'), isNotNull(recordings.objectKey)))
  let settled = 0
  for (const { id, userId, key } of rows) {
    const writtenAt = key === null ? undefined : listing.get(key)
    if (key === null || writtenAt === undefined || now - writtenAt < limits.uploadSettleMs) continue
    if (await settle(tools, { id, userId, key })) settled += 1
  }
  return settled
}

async function settle({ db, store, probe }: SettleTools, { id, userId, key }: StoredUpload): Promise<boolean> {
  try {
    const facts = await probe(await sourceFromObjectStore(store, key))
    return await queueUpload(db, { id, userId }, facts)
  } catch (error) {
    if (!isAppError(error)) throw error
    if (error.retryable) return false
    await failUpload(db, id, error)
    return true
  }
}
