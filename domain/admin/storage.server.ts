import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

/** What is stored, as the last comparison of storage and database counted it, and what waits to be deleted. */
export interface StorageFacts {
  /** When objects were last counted; null before the first time. */
  countedAt: Date | null
  objects: number
  bytes: number
  /** Objects whose deletion is still to be done, and since when the oldest waits, in milliseconds. */
  outbox: number
  outboxOldestMs: number
  /** Deletions that storage has refused at least once. */
  outboxRefused: number
  databaseBytes: number
}

/** Looks at counts that the hourly comparison left, never through storage itself. */
export async function getStorageFacts(db: Db): Promise<StorageFacts> {
  const { rows } = await db.execute<Record<string, string | number | null>>(sql`
    select extract(epoch from u.started_at) * 1000 as counted_ms, u.found ->> 'objects' as objects, u.found ->> 'bytes' as bytes,
           o.waiting, coalesce(o.oldest_ms, 0)::float8 as oldest_ms, o.refused, pg_database_size(current_database()) as database_bytes
      from (select count(*) as waiting, count(*) filter (where attempts > 0) as refused,
                   extract(epoch from now() - min(created_at)) * 1000 as oldest_ms from object_deletions) o
      left join upkeep_runs u on u.name = 'reconcile' and u.succeeded`)
  const row = rows[0]!
  return {
    countedAt: row.counted_ms === null ? null : new Date(Number(row.counted_ms)),
    objects: Number(row.objects ?? 0),
    bytes: Number(row.bytes ?? 0),
    outbox: Number(row.waiting),
    outboxOldestMs: Number(row.oldest_ms),
    outboxRefused: Number(row.refused),
    databaseBytes: Number(row.database_bytes),
  }
}
