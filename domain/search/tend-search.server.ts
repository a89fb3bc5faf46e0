import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import {
  forgetCollection, getActiveCollection, listLiveCollections, listRetiredCollections, switchCollection,
} from './collections.server'
import { embedRecording } from './embed-recording.server'
import { settleCollections, type IndexDeps } from './index-recording.server'
import { prepareChunks, storeChunks } from './store-chunks.server'
import { drainVectorDeletions } from './vector-outbox.server'

/** What a round of upkeep did. */
export interface Tended {
  deleted: number
  chunked: number
  embedded: number
  /** Whether the collection that was being built is the active one now. */
  switched: boolean
  /** Whether there is more to do at once. */
  hasMore: boolean
}

/**
 * One round of upkeep of search: removes the vectors of what was deleted, makes up for what could not be embedded when it was
 * transcribed, embeds everything anew for another model and switches to it when all is there. Any number of workers may
 * do this at once. A model or store that is down ends the round.
 */
export async function tendSearch(deps: IndexDeps, signal: AbortSignal): Promise<Tended> {
  const { db, vectors, logger } = deps
  const { deleted } = await drainVectorDeletions(db, vectors, (error) => logger.warn({ err: error }, 'vectors stay for now'))
  const chunked = await chunkForgotten(db)
  const tended: Tended = { deleted, chunked, embedded: 0, switched: false, hasMore: false }
  try {
    const [first] = (await findUnembedded(db, '', 1))
    if (first && await settleCollections(deps, first.userId, signal)) return tended
    for (const collection of await listLiveCollections(db)) {
      const embedder = deps.embedders.find(collection.model)
      if (!embedder) continue
      if (await vectors.count(collection.name) === 0) await forgetEmbedded(db, collection.name)
      const due = await findUnembedded(db, collection.name, limits.embeddingRoundRecordingsMax)
      for (const { id } of due) {
        signal.throwIfAborted()
        await embedRecording({ ...deps, embedder, collection, recordingId: id, signal })
        tended.embedded += 1
        if (collection.status === 'active') await clearWeakness(db, id)
      }
      tended.hasMore ||= due.length === limits.embeddingRoundRecordingsMax
      if (collection.status === 'building' && (await findUnembedded(db, collection.name, 1)).length === 0) {
        tended.switched = await switchCollection(db, collection.name)
      }
    }
    for (const name of await listRetiredCollections(db)) {
      await vectors.drop(name)
      await forgetCollection(db, name)
    }
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
    logger.warn({ err: error }, 'upkeep of search goes on later')
  }
  return tended
}

/** Puts the searched collection in order; to be called now and then. */
export async function tidyVectors({ db, vectors }: Pick<IndexDeps, 'db' | 'vectors'>): Promise<void> {
  const active = await getActiveCollection(db)
  if (active) await vectors.tidy(active.name)
}

/** Recordings with passages whose vectors in the collection are missing or of other passages, the newest first. */
async function findUnembedded(db: Db, collection: string, limit: number): Promise<{ id: string; userId: string }[]> {
  const { rows } = await db.execute<{ id: string; user_id: string }>(sql`
    select r.id, r.user_id from recordings r
     where r.status = 'done' and exists (select from transcript_chunks c where c.recording_id = r.id)
       and not exists (select from embedded_recordings e
                        where e.recording_id = r.id and e.collection = ${collection} and e.print is not null)
     order by r.created_at desc limit ${limit}`)
  return rows.map(({ id, user_id: userId }) => ({ id, userId }))
}

/** A store that was lost, as when the folder of vectors was not in the backup, is filled again. */
async function forgetEmbedded(db: Db, collection: string): Promise<void> {
  await db.execute(sql`
    update embedded_recordings set print = null, vectors = 0 where collection = ${collection} and vectors > 0`)
}

/** Transcripts of before there was search, or whose step was never planned. Returns how many. */
async function chunkForgotten(db: Db): Promise<number> {
  const { rows } = await db.execute<{ id: string; user_id: string }>(sql`
    select r.id, r.user_id from recordings r
     where r.status = 'done' and exists (select from segments s where s.recording_id = r.id and s.text <> '')
       and not exists (select from transcript_chunks c where c.recording_id = r.id)
       and not exists (select from recording_steps t
                        where t.recording_id = r.id and t.step = 'index' and t.status in ('waiting', 'queued', 'running'))
     limit ${limits.embeddingRoundRecordingsMax}`)
  for (const { id, user_id: userId } of rows) {
    const chunks = await prepareChunks(db, id)
    await db.transaction(async (tx) => storeChunks(tx, { id, userId }, chunks))
  }
  return rows.length
}

/** Its page need not say any more that it is found by words alone. */
async function clearWeakness(db: Db, recordingId: string): Promise<void> {
  await db.execute(sql`
    update recording_steps set degraded = null
     where recording_id = ${recordingId} and step = 'index' and degraded in ('embedder_unavailable', 'vectors_unavailable')`)
}

