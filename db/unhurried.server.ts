import { sql } from 'drizzle-orm'
import type { Db } from './client.server'

/**
 * A transaction whose statements take as long as they need, for what grows with all that somebody has stored: a deletion
 * that a limit ended would be ended by it each time. A wait for somebody else's lock still ends when a statement would.
 */
export async function unhurried<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', current_setting('statement_timeout'), true)`)
    await tx.execute(sql`set local statement_timeout = 0`)
    return work(tx)
  })
}
