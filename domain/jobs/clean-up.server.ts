import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { deleteExpiredLoginAttempts } from '#domain/accounts/login-limits.server'
import { deleteExpiredSessions } from '#domain/accounts/sessions.server'
import { limits } from '#domain/limits/limits'

export interface CleanUpResult {
  recordings: number
  cycles: number
  sessions: number
  loginAttempts: number
  deadLetters: number
}

/**
 * Deletes what is past its time: recordings by their owners' plans, log-ins, counted log-in attempts, settled dead
 * letters; and rolls expired cycles. Works in batches, each a short transaction of its own.
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
  const letters = await db.execute(
    sql`delete from job_failures where settled_at < now() - make_interval(secs => ${limits.deadLetterKeepMs} / 1000.0)`,
  )
  return {
    recordings,
    cycles: rolled.rows[0]?.count ?? 0,
    sessions,
    loginAttempts,
    deadLetters: letters.rowCount ?? 0,
  }
}
