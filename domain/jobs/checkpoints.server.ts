import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordingWindows, type StoredSegment } from '#db/schema/recording-windows'
import { limits } from '../limits/limits'
import { makeQuotaError, type QuotaReason } from '../quota/quota-error.server'
import type { Lease } from './lease'

/** A finished window as it is stored. */
export interface Checkpoint {
  idx: number
  startMs: number
  endMs: number
  /** First 16 kHz sample that the following window may begin with. */
  nextStartSample: number
  segments: StoredSegment[]
}

/**
 * Settles which model writes the transcript. Checkpoints of another one are thrown away: a transcript comes from one
 * model. False where the lease is lost.
 */
export function settleModel(db: Db, lease: Lease, modelId: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const found = await tx.execute<{ before: string | null }>(
      sql`select used_model_id as before from recordings
           where id = ${lease.recordingId}::uuid and fence = ${lease.fence} and status = 'processing' for update`,
    )
    const row = found.rows[0]
    if (!row) return false
    if (row.before === modelId) return true
    await tx.execute(sql`delete from recording_windows where recording_id = ${lease.recordingId}::uuid`)
    await tx.execute(sql`update recordings set used_model_id = ${modelId} where id = ${lease.recordingId}::uuid`)
    return true
  })
}

/** Everything recognised so far, in order of time. */
export function listCheckpoints(db: Db, recordingId: string): Promise<Checkpoint[]> {
  const { idx, startMs, endMs, nextStartSample, segments } = recordingWindows
  return db.select({ idx, startMs, endMs, nextStartSample, segments }).from(recordingWindows)
    .where(eq(recordingWindows.recordingId, recordingId)).orderBy(asc(idx))
}

/** Stores a window. False where the lease is lost: the caller must stop at once. */
export async function storeCheckpoint(db: Db, lease: Lease, window: Checkpoint): Promise<boolean> {
  const stored = await db.execute<{ held: boolean }>(
    sql`select sp_checkpoint_window(${lease.recordingId}::uuid, ${lease.fence}, ${window.idx}, ${window.startMs},
          ${window.endMs}, ${window.nextStartSample}, ${JSON.stringify(window.segments)}::jsonb) as held`,
  )
  return stored.rows[0]?.held ?? false
}

/** Tells how far the work is, in milliseconds of audio; it never goes back. Rows that are not ours stay untouched. */
export async function reportProgress(db: Db, lease: Lease, progressMs: number, totalMs: number | null): Promise<void> {
  await db.execute(
    sql`update recordings
           set progress_ms = greatest(progress_ms, ${Math.round(progressMs)}),
               total_ms = greatest(total_ms, ${totalMs === null ? null : Math.round(totalMs)}, ${Math.round(progressMs)})
         where id = ${lease.recordingId}::uuid and fence = ${lease.fence} and status = 'processing'`,
  )
}

/**
 * Charges for what is recognised so far, in milliseconds of audio, where that is more than was charged before the length was
 * known. Answers up to where no further charge is needed, or null where the lease is lost. Throws AppError `minutes_used_up`,
 * `recordings_used_up` or `no_subscription`.
 */
export async function topUpMinutes(db: Db, order: Lease & { userId: string }, doneMs: number): Promise<number | null> {
  const needed = Math.ceil(doneMs)
  const topped = await db.execute<{ reason: QuotaReason | 'lost' | null; reservedMs: string | null }>(
    sql`select reason, reserved_ms as "reservedMs"
          from sp_top_up_minutes(${order.recordingId}::uuid, ${order.fence}, ${needed}, ${limits.quotaStepMs})`,
  )
  const { reason, reservedMs } = topped.rows[0]!
  if (reason === 'lost') return null
  if (reason !== null) throw await makeQuotaError(db, order.userId, reason, needed)
  return Number(reservedMs)
}
