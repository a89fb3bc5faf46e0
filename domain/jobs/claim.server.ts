import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { limits } from '#domain/limits/limits'
import type { Lease } from './lease'

/** A claimed recording and what is needed to work on it. */
export interface WorkOrder extends Lease {
  userId: string
  objectKey: string | null
  /** BCP 47 or `auto`. */
  language: string
  /** Catalogue id asked for; null lets Steno choose. */
  modelId: string | null
  /** Catalogue id that wrote the checkpoints, if there are any. */
  usedModelId: string | null
  /** Length as far as known before decoding, in milliseconds. */
  totalMs: number | null
  /** Attempts without progress so far that ended in an error or a dead worker. */
  setbacks: number
  /** Whether it was in the hands of a pool that died. */
  isTakeover: boolean
}

export interface ClaimOptions {
  recordingId: string
  poolId: string
  /** Whether this process is working on the recording already. */
  isHeldHere: boolean
}

/**
 * Takes a recording for this pool. Null where there is nothing to do: finished, cancelled, deleted, or in the hands of a
 * pool that lives. A claim whose answer was lost with its connection is taken up again.
 */
export function claimRecording(db: Db, options: ClaimOptions): Promise<WorkOrder | null> {
  const { recordingId, poolId } = options
  return db.transaction(async (tx) => {
    const before = await tx.execute<{ status: string }>(
      sql`select status from recordings where id = ${recordingId}::uuid for update`,
    )
    const claimed = await tx.execute<{ fence: string | null }>(
      sql`select sp_claim_recording(${recordingId}::uuid, ${poolId}::uuid, ${limits.heartbeatDeadMs}) as fence`,
    )
    let fence = claimed.rows[0]?.fence ?? null
    if (fence === null && !options.isHeldHere) {
      const again = await tx.execute<{ fence: string }>(
        sql`update recordings set fence = fence + 1
             where id = ${recordingId}::uuid and pool_id = ${poolId}::uuid and status = 'processing' returning fence`,
      )
      fence = again.rows[0]?.fence ?? null
    }
    if (fence === null) return null
    const found = await tx.execute<Omit<WorkOrder, keyof Lease | 'totalMs' | 'isTakeover'> & { totalMs: string | null }>(
      sql`select user_id as "userId", object_key as "objectKey", language, model_id as "modelId",
                 used_model_id as "usedModelId", total_ms as "totalMs", setbacks
            from recordings where id = ${recordingId}::uuid`,
    )
    const row = found.rows[0]!
    return {
      ...row,
      recordingId,
      fence: Number(fence),
      totalMs: row.totalMs === null ? null : Number(row.totalMs),
      isTakeover: before.rows[0]?.status === 'processing',
    }
  })
}
