import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { listLiveCollections, wantCollection } from './collections.server'
import { embedRecording, type Embedded } from './embed-recording.server'
import type { Embedders } from './embedders.server'
import type { SearchWeakness } from './search'
import { prepareChunks, storeChunks } from './store-chunks.server'
import type { VectorStore } from './vector-store'

export interface IndexDeps {
  db: Db
  vectors: VectorStore
  embedders: Embedders
  logger: Logger
}

export interface IndexRequest {
  recordingId: string
  userId: string
  /** Writes all or nothing, where the run is still wanted. */
  commit(write: (tx: Db) => Promise<void>): Promise<void>
  signal?: AbortSignal
  onProgress?: (share: number) => Promise<void>
}

export interface Indexed {
  /** Why it can be found by its words alone for now; null where by meaning as well. */
  weakness: SearchWeakness | null
  passages: number
  vectors: number
}

/**
 * Makes a recording's transcript findable: its words at once, then its meaning, in every collection that is kept up to
 * date. What can't be embedded now is upkeep's (tend-search.server.ts); its words are found in any case.
 */
export async function indexRecording(deps: IndexDeps, request: IndexRequest): Promise<Indexed> {
  const { db, embedders } = deps
  const { recordingId, userId, signal, onProgress } = request
  const chunks = await prepareChunks(db, recordingId)
  await request.commit((tx) => storeChunks(tx, { id: recordingId, userId }, chunks))
  let weakness = await settleCollections(deps, userId, signal)
  let vectors = 0
  for (const collection of await listLiveCollections(db)) {
    const embedder = embedders.find(collection.model)
    const embedded: Embedded | SearchWeakness = embedder
      ? await embedRecording({
        ...deps, embedder, collection, recordingId, ...(signal && { signal }), ...(onProgress && { onProgress }),
      }).catch((error: unknown) => weaknessOf(error, deps, signal))
      : 'embedder_unavailable'
    // What the searched collection lacks is felt; what the one being built lacks, upkeep makes up for.
    if (collection.status !== 'active') continue
    if (typeof embedded === 'string') weakness = embedded
    else {
      weakness = embedded.outcome === 'language_not_supported' ? embedded.outcome : null
      vectors = embedded.outcome === 'done' ? embedded.vectors : 0
    }
  }
  return { weakness: chunks.length === 0 ? null : weakness, passages: chunks.length, vectors }
}

/** Sees that there is a collection of the wanted model, or that one is being built. Returns why there can't be. */
export async function settleCollections(
  deps: IndexDeps, userId: string, signal?: AbortSignal,
): Promise<SearchWeakness | null> {
  const { db, embedders } = deps
  const live = await listLiveCollections(db)
  const isSettled = live.at(-1)?.model === embedders.wanted && live.length > 0
  if (isSettled) return null
  const embedder = embedders.find(embedders.wanted)
  if (!embedder) return 'embedder_unavailable'
  try {
    // Only the model itself can tell how many dimensions it has.
    const [vector] = await embedder.embed(['dimensions'], { userId, ...(signal && { signal }) })
    await wantCollection(db, embedder.model, vector!.length)
    return null
  } catch (error) {
    return weaknessOf(error, deps, signal)
  }
}

/** A model or a store that is down costs the meaning, never the words; anything else is thrown on. */
function weaknessOf(error: unknown, { logger }: IndexDeps, signal?: AbortSignal): SearchWeakness {
  if (signal?.aborted || !isAppError(error)) throw error
  logger.warn({ err: error }, 'what was said could not be indexed by meaning')
  if (error.code === 'vectors_unavailable') return 'vectors_unavailable'
  if (error.code === 'unavailable' || error.code.startsWith('provider_')) return 'embedder_unavailable'
  throw error
}
