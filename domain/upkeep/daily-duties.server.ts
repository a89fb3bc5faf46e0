import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { jobFailures } from '#db/schema/job-failures'
import { taskCounts } from '#db/schema/task-counts'
import { webhookDeliveries } from '#db/schema/webhook-deliveries'
import { deleteExpiredLoginAttempts } from '../accounts/login-limits.server'
import { deleteExpiredSessions } from '../accounts/sessions.server'
import { deleteExpiredIdempotencyKeys } from '../idempotency/idempotency.server'
import { limits } from '../limits/limits'
import { deleteExpiredRefreshTokens } from '../tokens/refresh-tokens.server'
import { deleteInBatches } from './delete-in-batches.server'
import type { DutyName } from './duty-names'

export interface Duty {
  name: DutyName
  /** Does it, and answers how many of what. */
  run(db: Db): Promise<Record<string, number>>
}

/** Whether so many milliseconds have gone by since the time in a column. */
const isOlder = (column: Parameters<typeof sql>[1], ms: number) =>
  sql`${column} < now() - make_interval(secs => ${ms} / 1000.0)`

/**
 * What is done once a day, in this order. Each works in short transactions of its own and is limited, so that none holds
 * up the next day's; what one leaves undone, or fails at, is done the next time.
 */
export const dailyDuties: readonly Duty[] = [
  { name: 'cycles', run: rollCycles },
  { name: 'retention', run: deleteOldRecordings },
  { name: 'audioRetention', run: deleteOldAudio },
  { name: 'sessions', run: async (db) => ({ deleted: await deleteExpiredSessions(db) }) },
  { name: 'loginAttempts', run: async (db) => ({ deleted: await deleteExpiredLoginAttempts(db) }) },
  { name: 'refreshTokens', run: async (db) => ({ deleted: await deleteExpiredRefreshTokens(db) }) },
  { name: 'idempotencyKeys', run: async (db) => ({ deleted: await deleteExpiredIdempotencyKeys(db) }) },
  {
    name: 'deadLetters',
    run: async (db) => ({ deleted: await deleteInBatches(db, jobFailures, isOlder(jobFailures.settledAt, limits.deadLetterKeepMs)) }),
  },
  {
    name: 'deliveries',
    run: async (db) => ({ deleted: await deleteInBatches(db, webhookDeliveries, isOlder(webhookDeliveries.at, limits.webhookDeliveriesKeepMs)) }),
  },
  {
    name: 'taskCounts',
    run: async (db) => ({ deleted: await deleteInBatches(db, taskCounts, isOlder(taskCounts.hour, limits.taskCountsKeepMs)) }),
  },
]

async function rollCycles(db: Db): Promise<Record<string, number>> {
  const { rows } = await db.execute<{ count: number }>(sql`select sp_reset_monthly_cycles() as count`)
  return { rolled: rows[0]?.count ?? 0 }
}

/** By their owners' plans; kept ones stay. */
function deleteOldRecordings(db: Db): Promise<Record<string, number>> {
  return repeat(db, (rows) => sql`select recording_id from sp_cleanup_old_recordings(p_batch_size := ${rows})`)
}

/** Audio that goes before its transcript does. */
function deleteOldAudio(db: Db): Promise<Record<string, number>> {
  return repeat(db, (rows) => sql`select recording_id from sp_cleanup_old_audio(p_batch_size := ${rows})`)
}

async function repeat(db: Db, batchOf: (rows: number) => ReturnType<typeof sql>): Promise<Record<string, number>> {
  let deleted = 0
  while (deleted < limits.upkeepRowsPerRunMax) {
    const { rows } = await db.execute(batchOf(limits.cleanupBatchRows))
    if (rows.length === 0) break
    deleted += rows.length
  }
  return { deleted }
}
