import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { RecordingSummary } from './recording'

/**
 * Gives each row its place among all users' released recordings, in the order in which their jobs run: what somebody waits
 * for first, then by the plan's priority, then by release. Asks the database only when a row is queued.
 */
export async function withQueuePositions<T extends Omit<RecordingSummary, 'queuePosition'>>(
  db: Db, rows: T[],
): Promise<(T & { queuePosition: number | null })[]> {
  const queued = rows.filter((row) => row.status === 'queued').map((row) => row.id)
  if (queued.length === 0) return rows.map((row) => ({ ...row, queuePosition: null }))
  const line = await db.execute<{ id: string; position: number }>(sql`
    select id, position from (
      select r.id, row_number() over (order by r.awaited desc, p.job_priority, r.released_at, r.id)::int as position
        from recordings r
        join user_subscriptions s on s.user_id = r.user_id
        join plans p on p.id = s.plan_id
       where r.status = 'queued' and r.source = 'upload' and r.released_at is not null) line
     where id = any(${sql.param(queued)}::uuid[])`)
  const positions = new Map(line.rows.map((row) => [row.id, row.position]))
  return rows.map((row) => ({ ...row, queuePosition: positions.get(row.id) ?? null }))
}
