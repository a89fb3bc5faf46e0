import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { deleteExpiredLoginAttempts } from '#domain/accounts/login-limits.server'
import { deleteExpiredSessions } from '#domain/accounts/sessions.server'
import { deleteExpiredIdempotencyKeys } from '#domain/idempotency/idempotency.server'
import { limits } from '#domain/limits/limits'
import { deleteExpiredRefreshTokens } from '#domain/tokens/refresh-tokens.server'
import { deleteOldDeliveries } from '#domain/webhooks/deliveries.server'

export interface CleanUpResult {
  recordings: number
  cycles: number
  sessions: number
  loginAttempts: number
  refreshTokens: number
  idempotencyKeys: number
  webhookDeliveries: number
  deadLetters: number
}

/**
 * Deletes what is past its time: recordings by their owners' plans, log-ins of browsers and of programs, counted log-in
 * attempts, answers kept for requests that come again, what webhooks were told, settled dead letters; and rolls expired cycles. Works in
 * batches, each a short transaction of its own.
 */
export async function cleanUp(db: Db): Promise<CleanUpResult> {
  let recordings = 0
  for (;;) {
    const batch = await db.execute(
      sql`select recording_id from sp_cleanup_old_recordings(p_batch_size := ${limits.cleanupBatchRows})`,
    )
    recordings += batch.rows.length
    if (batch.rows.length === 0) break
  }
  const rolled = await db.execute<{ count: number }>(sql`select sp_reset_monthly_cycles() as count`)
  const sessions = await deleteExpiredSessions(db)
  const loginAttempts = await deleteExpiredLoginAttempts(db)
  const refreshTokens = await deleteExpiredRefreshTokens(db)
  const idempotencyKeys = await deleteExpiredIdempotencyKeys(db)
  const webhookDeliveries = await deleteOldDeliveries(db)
  const letters = await db.execute(
    sql`delete from job_failures where settled_at < now() - make_interval(secs => ${limits.deadLetterKeepMs} / 1000.0)`,
  )
  return {
    recordings,
    cycles: rolled.rows[0]?.count ?? 0,
    sessions,
    loginAttempts,
    refreshTokens,
    idempotencyKeys,
    webhookDeliveries,
    deadLetters: letters.rowCount ?? 0,
  }
}
