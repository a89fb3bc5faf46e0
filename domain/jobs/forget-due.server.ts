import type pg from 'pg'
import { limits } from '#domain/limits/limits'

/**
 * Deletes recordings that were not to be stored and whose time is over: whoever they were made for has gone without taking
 * them away. Each in a transaction of its own, since several at once would hold the locks of several users. Returns how many.
 */
export async function forgetDue(client: pg.ClientBase): Promise<number> {
  const due = await client.query<{ id: string }>(
    'select id from recordings where forget_at <= clock_timestamp() order by forget_at limit $1', [limits.cleanupBatchRows])
  let forgotten = 0
  for (const { id } of due.rows) {
    const gone = await client.query('delete from recordings where id = $1 and forget_at <= clock_timestamp()', [id])
    forgotten += gone.rowCount ?? 0
  }
  return forgotten
}
