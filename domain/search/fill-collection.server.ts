import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { EmbeddingCollection } from '#db/schema/embedding-collections'
import { isAppError } from '../errors/app-error'
import { isDatabaseTrouble } from '../jobs/database-trouble.server'
import { limits } from '../limits/limits'
import { embedRecording } from './embed-recording.server'
import type { Embedder } from './embedder'
import { isOutage, noteSetback } from './embedding-setbacks.server'
import type { IndexDeps } from './index-recording.server'

export interface Filled {
  embedded: number
  /** Whether there is more to do at once. */
  hasMore: boolean
}

/**
 * Embeds what a collection lacks, as much as one round takes. A recording that is refused is left for later, longer
 * each time, and the next ones have their turn; an outage of model or store ends the round.
 */
export async function fillCollection(
  deps: IndexDeps, embedder: Embedder, collection: EmbeddingCollection, signal: AbortSignal,
): Promise<Filled> {
  const { db, logger } = deps
  const due = await findDue(db, collection.name, limits.embeddingRoundRecordingsMax)
  let embedded = 0
  for (const recordingId of due) {
    signal.throwIfAborted()
    try {
      await embedRecording({ ...deps, embedder, collection, recordingId, signal })
      embedded += 1
      if (collection.status === 'active') await clearWeakness(db, recordingId)
    } catch (error) {
      if (signal.aborted || (!isAppError(error) && isDatabaseTrouble(error))) throw error
      const isOwn = !isOutage(error)
      await noteSetback(db, { recordingId, collection: collection.name, isOwn })
      logger.warn({ err: error, recordingId, collection: collection.name, isOwn }, 'a recording is embedded later')
      if (!isOwn) return { embedded, hasMore: false }
    }
  }
  return { embedded, hasMore: due.length === limits.embeddingRoundRecordingsMax }
}

/**
 * Whether a collection has all that it can have. What was refused again and again holds up nobody, unless it is most of
 * all there is, which speaks against the model.
 */
export async function isFilled(db: Db, collection: string): Promise<boolean> {
  const isRefused = sql`e.setbacks >= ${limits.embeddingSetbacksMax}`
  const { rows } = await db.execute<{ missing: number; refused: number; embedded: number }>(sql`
    select count(*) filter (where e.print is null and (${isRefused}) is not true)::int as missing,
           count(*) filter (where e.print is null and ${isRefused})::int as refused,
           count(*) filter (where e.print is not null)::int as embedded
      from recordings r left join embedded_recordings e on e.recording_id = r.id and e.collection = ${collection}
     where r.status = 'done' and exists (select from transcript_chunks c where c.recording_id = r.id)`)
  const { missing, refused, embedded } = rows[0]!
  return missing === 0 && refused <= embedded
}

/**
 * Recordings with passages whose vectors in the collection are missing or of other passages, the newest first. Not
 * those that wait after a setback, nor those that the step `index` is about to embed.
 */
async function findDue(db: Db, collection: string, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select r.id from recordings r
     where r.status = 'done' and exists (select from transcript_chunks c where c.recording_id = r.id)
       and not exists (select from embedded_recordings e
                        where e.recording_id = r.id and e.collection = ${collection}
                          and (e.print is not null or e.not_before > clock_timestamp()))
       and not exists (select from recording_steps t
                        where t.recording_id = r.id and t.step = 'index'
                          and t.status in ('waiting', 'queued', 'running'))
     order by r.created_at desc limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** Its page need not say any more that it is found by words alone. */
async function clearWeakness(db: Db, recordingId: string): Promise<void> {
  await db.execute(sql`
    update recording_steps set degraded = null
     where recording_id = ${recordingId} and step = 'index'
       and degraded in ('embedder_unavailable', 'vectors_unavailable')`)
}
