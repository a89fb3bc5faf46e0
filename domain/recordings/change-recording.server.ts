import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { unhurried } from '#db/unhurried.server'
import { AppError } from '../errors/app-error'
import { lineField } from '../errors/line-field'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { releaseLiveSession } from '../live/live-session.server'
import { makeQuotaError, type QuotaReason } from '../quota/quota-error.server'
import { requireRecording } from './get-recording.server'
import { ownedRecording, recordingNotFound } from './owned.server'

const renaming = z.object({ title: lineField('The title', limits.titleCharsMax) })

/** Throws AppError `not_found`, or `bad_request` with `params.field`. */
export async function renameRecording(db: Db, userId: string, id: string, title: string): Promise<void> {
  const changed = await db.update(recordings).set(parseInput(renaming, { title })).where(ownedRecording(userId, id))
  if (changed.rowCount === 0) throw recordingNotFound()
}

/** Keeps a recording from its plan's retention, or no longer. Throws AppError `not_found`. */
export async function setKept(db: Db, userId: string, id: string, kept: boolean): Promise<void> {
  const changed = await db.update(recordings).set({ kept }).where(ownedRecording(userId, id))
  if (changed.rowCount === 0) throw recordingNotFound()
}

/**
 * At any moment, also while it is being worked on; its audio follows through the outbox. Throws AppError `not_found`.
 */
export async function deleteRecording(db: Db, userId: string, id: string): Promise<void> {
  const gone = await unhurried(db, (tx) => tx.delete(recordings).where(ownedRecording(userId, id)))
  if (gone.rowCount === 0) throw recordingNotFound()
}

/**
 * Stops unfinished work and gives back what of its cost is not recognised yet. What is being spoken is not thrown away but
 * finished, and kept.
 * Throws AppError `not_found`, or `conflict` when it is over.
 */
export async function cancelRecording(db: Db, userId: string, id: string): Promise<'cancelled' | 'finishing'> {
  const unfinished = inArray(recordings.status, ['uploading', 'queued', 'processing'])
  const changed = await db
    .update(recordings)
    .set({ status: 'cancelled' })
    .where(and(ownedRecording(userId, id), unfinished, eq(recordings.source, 'upload')))
  if (changed.rowCount !== 0) return 'cancelled'
  const { source, status } = await requireRecording(db, userId, id)
  if (source === 'realtime' && status === 'processing') {
    await releaseLiveSession(db, userId, id)
    return 'finishing'
  }
  throw new AppError('conflict', 'There is nothing left to cancel: this recording is no longer being worked on.')
}

/**
 * Puts a failed or cancelled recording back into the queue and charges it again. Throws AppError `not_found`,
 * `conflict`, or what the quota refuses: `no_subscription`, `recordings_used_up`, `minutes_used_up`.
 */
export async function retryRecording(db: Db, userId: string, id: string): Promise<void> {
  const { reason, totalMs } = await db.transaction(async (tx) => {
    const owned = await tx
      .select({ id: recordings.id, objectKey: recordings.objectKey, totalMs: recordings.totalMs })
      .from(recordings)
      .where(ownedRecording(userId, id))
      .for('update')
    if (!owned[0]) throw recordingNotFound()
    if (owned[0].objectKey === null) {
      throw new AppError(
        'conflict',
        'The file has not arrived in full, so there is nothing to try again: upload it again.',
      )
    }
    const { rows } = await tx.execute<{ reason: string | null }>(sql`select sp_requeue_recording(${id}) as reason`)
    return { reason: rows[0]?.reason ?? null, totalMs: owned[0].totalMs ?? 0 }
  })
  if (reason === null) return
  if (reason === 'not_found') throw recordingNotFound()
  if (reason === 'conflict')
    throw new AppError('conflict', 'Only a recording that failed or was cancelled can be tried again.')
  throw await makeQuotaError(db, userId, reason as QuotaReason, totalMs)
}
