import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import type { Db } from '#db/client.server'

/** Any number that nobody else locks in a database of a test's own. */
const LOCK = 7

const waiting = `
  select count(*)::int as n from pg_locks
   where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`

/**
 * Occupies so many connections of a pool with statements that take their time, as a database does that answers slowly.
 * Resolves once they are, with what lets them all go.
 */
export async function occupyPool(db: Db, databaseUrl: string, connections: number): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: databaseUrl, application_name: 'a slow database' })
  await holder.connect()
  await holder.query('select pg_advisory_lock($1)', [LOCK])
  // Begun here: drizzle sends a statement only once somebody waits for it.
  const slow = Array.from({ length: connections }, async () => void (await db.execute(sql`select pg_advisory_xact_lock(${LOCK})`)))
  while ((await holder.query<{ n: number }>(waiting)).rows[0]!.n < connections) await sleep(20)
  return async () => {
    await holder.query('select pg_advisory_unlock_all()')
    await Promise.all(slow)
    await holder.end()
  }
}
