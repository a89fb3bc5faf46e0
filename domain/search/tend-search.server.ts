import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { EmbeddingCollection } from '#db/schema/embedding-collections'
import { isAppError } from '../errors/app-error'
import { isDatabaseTrouble } from '../jobs/database-trouble.server'
import { limits } from '../limits/limits'
import {
  forgetCollection, getActiveCollection, listLiveCollections, listRetiredCollections, switchCollection,
} from './collections.server'
import { fillCollection, isFilled } from './fill-collection.server'
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
 * One round of upkeep of search: removes the vectors of what was deleted, makes up for what could not be embedded when
 * it was transcribed, embeds everything anew for another model and switches to it when all is there. Any number of
 * workers may do this at once. What is down ends the round for its collection, not for the others.
 */
export async function tendSearch(deps: IndexDeps, signal: AbortSignal): Promise<Tended> {
  const { db, vectors, logger } = deps
  const { deleted } = await drainVectorDeletions(db, vectors, (error) =>
    logger.warn({ err: error }, 'vectors stay for now'))
  const chunked = await chunkForgotten(deps)
  const tended: Tended = { deleted, chunked, embedded: 0, switched: false, hasMore: false }
  const owner = await findAnyOwner(db)
  // Where the wanted model is down, what another has made is looked after all the same.
  if (owner) await settleCollections(deps, owner, signal)
  for (const collection of await listLiveCollections(db)) {
    await unlessDown(() => tendCollection(collection))
  }
  await unlessDown(async () => {
    for (const name of await listRetiredCollections(db)) {
      await vectors.drop(name)
      await forgetCollection(db, name)
    }
  })
  return tended

  async function tendCollection(collection: EmbeddingCollection): Promise<void> {
    const embedder = deps.embedders.find(collection.model)
    if (!embedder) return
    if (await vectors.count(collection.name) === 0) await forgetEmbedded(db, collection.name)
    const filled = await fillCollection(deps, embedder, collection, signal)
    tended.embedded += filled.embedded
    tended.hasMore ||= filled.hasMore
    if (collection.status === 'building' && await isFilled(db, collection.name)) {
      tended.switched = await switchCollection(db, collection.name)
    }
  }

  async function unlessDown(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error
      logger.warn({ err: error }, 'upkeep of search goes on later')
    }
  }
}

/** Puts the searched collection in order; to be called now and then. */
export async function tidyVectors({ db, vectors }: Pick<IndexDeps, 'db' | 'vectors'>): Promise<void> {
  const active = await getActiveCollection(db)
  if (active) await vectors.tidy(active.name)
}

/** Somebody who has passages to embed; null where there is nobody, and no model is needed. */
async function findAnyOwner(db: Db): Promise<string | null> {
  const { rows } = await db.execute<{ user_id: string }>(sql`
    select r.user_id from recordings r
     where r.status = 'done' and exists (select from transcript_chunks c where c.recording_id = r.id)
     order by r.created_at desc limit 1`)
  return rows[0]?.user_id ?? null
}

/** A store that was lost, as when the folder of vectors was not in the backup, is filled again. */
async function forgetEmbedded(db: Db, collection: string): Promise<void> {
  await db.execute(sql`
    update embedded_recordings set print = null, vectors = 0 where collection = ${collection} and vectors > 0`)
}

/** Transcripts of before there was search, or whose step was never planned. Returns how many. */
async function chunkForgotten({ db, logger }: IndexDeps): Promise<number> {
  const { rows } = await db.execute<{ id: string; user_id: string }>(sql`
    select r.id, r.user_id from recordings r
     where r.status = 'done' and exists (select from segments s where s.recording_id = r.id and s.text <> '')
       and not exists (select from transcript_chunks c where c.recording_id = r.id)
       and not exists (select from recording_steps t
                        where t.recording_id = r.id and t.step = 'index'
                          and t.status in ('waiting', 'queued', 'running'))
     limit ${limits.embeddingRoundRecordingsMax}`)
  let chunked = 0
  for (const { id, user_id: userId } of rows) {
    try {
      const chunks = await prepareChunks(db, id)
      await db.transaction(async (tx) => storeChunks(tx, { id, userId }, chunks))
      chunked += 1
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error
      // One transcript that cannot be taken apart must not keep the others from being found.
      logger.error({ err: error, recordingId: id }, 'a transcript could not be made into passages')
    }
  }
  return chunked
}
