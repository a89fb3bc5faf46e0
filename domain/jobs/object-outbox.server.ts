import { inArray, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { objectDeletions } from '#db/schema/object-deletions'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { findKeysInUse } from './object-use.server'

export interface DrainResult {
  deleted: number
  /** Stay in the outbox and are tried again later, each at its own time. */
  failed: number
}

/**
 * Deletes one batch of objects whose rows are gone, and of parts of uploads that are over. The batch is put off before it is worked on, so other drainers
 * pass over it and no lock is held while storage answers. An object that a row stands for again (the same picture
 * chosen twice) is kept.
 */
export async function drainObjectDeletions(
  db: Db,
  store: ObjectStore,
  onFailure: (error: unknown, key: string) => void,
): Promise<DrainResult> {
  const claimed = await db.execute<{ id: string; key: string; arrival: string | null }>(
    sql`update object_deletions
           set attempts = attempts + 1,
               not_before = clock_timestamp() + least(interval '1 hour', interval '10 seconds' * 2 ^ least(attempts, 20))
         where id in (select id from object_deletions where not_before <= clock_timestamp()
                       order by not_before limit ${limits.cleanupBatchRows} for update skip locked)
        returning id, object_key as key, arrival_id as arrival`,
  )
  const inUse = await findKeysInUse(db, claimed.rows.map((row) => row.key))
  const settled: number[] = []
  for (const { id, key, arrival } of claimed.rows) {
    try {
      if (arrival !== null) await store.arrivals.drop({ key, id: arrival })
      else if (!inUse.has(key)) await store.delete(key)
      settled.push(Number(id))
    } catch (error) {
      onFailure(error, key)
    }
  }
  if (settled.length > 0) await db.delete(objectDeletions).where(inArray(objectDeletions.id, settled))
  return { deleted: settled.length, failed: claimed.rows.length - settled.length }
}
