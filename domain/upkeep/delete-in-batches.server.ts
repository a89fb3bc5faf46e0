import { sql, type SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '#db/client.server'
import { limits } from '../limits/limits'

/**
 * Deletes the rows that fit a condition, batch by batch, each a short transaction of its own; rows that somebody is
 * using are passed over. What is more than one run may delete stays for the next. Returns how many went.
 */
export async function deleteInBatches(db: Db, table: PgTable, condition: SQL): Promise<number> {
  let deleted = 0
  while (deleted < limits.upkeepRowsPerRunMax) {
    const gone = await db.execute(sql`
      delete from ${table} where ctid = any (array(
        select ctid from ${table} where ${condition} limit ${limits.cleanupBatchRows} for update skip locked))`)
    deleted += gone.rowCount ?? 0
    if ((gone.rowCount ?? 0) < limits.cleanupBatchRows) break
  }
  return deleted
}
