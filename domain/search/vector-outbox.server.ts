import { inArray, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { vectorDeletions } from '#db/schema/vector-deletions'
import { limits } from '../limits/limits'
import type { VectorStore } from './vector-store'

export interface VectorDrain {
  deleted: number
  /** Stay in the outbox and are tried again later, each at its own time. */
  failed: number
}

/** Removes one batch of vectors whose recordings are gone; works as the outbox of objects does. */
export async function drainVectorDeletions(
  db: Db, vectors: VectorStore, onFailure: (error: unknown) => void,
): Promise<VectorDrain> {
  const claimed = await db.execute<{ id: string; collection: string; recording_id: string }>(
    sql`update vector_deletions
           set attempts = attempts + 1,
               not_before = clock_timestamp()
                 + least(interval '1 hour', interval '10 seconds' * 2 ^ least(attempts, 20))
         where id in (select id from vector_deletions where not_before <= clock_timestamp()
                       order by not_before limit ${limits.cleanupBatchRows} for update skip locked)
        returning id, collection, recording_id`,
  )
  const settled: number[] = []
  for (const { id, collection, recording_id } of claimed.rows) {
    try {
      await vectors.remove(collection, recording_id)
      settled.push(Number(id))
    } catch (error) {
      onFailure(error)
      // The next ones would fail as well; their time comes.
      break
    }
  }
  if (settled.length > 0) await db.delete(vectorDeletions).where(inArray(vectorDeletions.id, settled))
  return { deleted: settled.length, failed: claimed.rows.length - settled.length }
}
