import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import type { SearchConfig } from '../config/config.server'
import type { Providers } from '../providers/make-providers.server'
import type { Metrics } from '../telemetry/metrics.server'
import { makeCompareTexts, type CompareTexts } from './compare-texts.server'
import { makeEmbedders } from './embedders.server'
import { indexRecording, type Indexed, type IndexRequest } from './index-recording.server'
import { makeLanceStore } from './lance-store.server'
import { makeFindPassages, type FindPassages } from './make-search.server'
import { makeQdrantStore } from './qdrant-store.server'
import { makeSearchMetrics } from './search-metrics.server'
import { tendSearch, tidyVectors, type Tended } from './tend-search.server'

/** Search in transcripts, as pages and worker use it. */
export interface Search {
  /** Finds passages of the user's own transcripts. */
  find: FindPassages
  /** Tells how alike texts are to a question in meaning. */
  compare: CompareTexts
  /** Makes a transcript findable, or findable anew. */
  index(request: IndexRequest): Promise<Indexed>
  /** One round of upkeep. */
  tend(signal: AbortSignal): Promise<Tended>
  /** Puts the stored vectors in order; to be called now and then. */
  tidy(): Promise<void>
  close(): Promise<void>
}

export interface SearchServiceOptions {
  config: SearchConfig
  providers: Pick<Providers, 'provider' | 'countUsage'>
  db: Db
  metrics: Metrics
  logger: Logger
}

/** Nothing is opened or loaded before it is first needed. */
export function makeSearch({ config, providers, db, metrics, logger }: SearchServiceOptions): Search {
  const vectors = config.qdrant ? makeQdrantStore(config.qdrant) : makeLanceStore(config.vectorsDir)
  const embedders = makeEmbedders(providers, config.embeddingModel)
  const deps = { db, vectors, embedders, logger }
  return {
    find: makeFindPassages({ db, vectors, findEmbedder: embedders.find, metrics: makeSearchMetrics(metrics), logger }),
    compare: makeCompareTexts(db, embedders.find),
    index: (request) => indexRecording(deps, request),
    tend: (signal) => tendSearch(deps, signal),
    tidy: () => tidyVectors(deps),
    async close() {
      await embedders.close()
      await vectors.close()
    },
  }
}
