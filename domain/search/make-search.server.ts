import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { getActiveCollection } from './collections.server'
import { passagePrint } from './embed-recording.server'
import { embedTexts } from './embed-texts.server'
import type { Embedder } from './embedder'
import { fuseRanks } from './fuse-ranks'
import {
  findSaidWords, searchExactly, searchLoosely, wantedExactly, wantedLoosely,
  type ChunkKey, type LooselyFound, type Said,
} from './lexical.server'
import { markWords } from './mark-words'
import { parseQuestion, type Question } from './parse-question'
import { keyOf, loadPassages, type Passage } from './passages.server'
import { isUnderstood } from './question-language'
import type { SearchAnswer, SearchFilter, SearchMode, SearchRequest, SearchWeakness } from './search'
import type { SearchMetrics } from './search-metrics.server'
import type { VectorHit, VectorQuestion, VectorStore } from './vector-store'
import { weightOfVariant, type SaidWord } from './weigh-words'

export interface SearchOptions {
  db: Db
  vectors: VectorStore
  /** The model of that id; null where this process has none. */
  findEmbedder(model: string): Embedder | null
  metrics: SearchMetrics
  logger: Logger
}

/** Finds passages of a user's own transcripts. */
export type FindPassages = (request: SearchRequest) => Promise<SearchAnswer<Passage>>

interface Request {
  userId: string
  question: Question
  said: Said
  filter: SearchFilter
}

type Found = ChunkKey & { print?: string }

/**
 * Makes the search. What is down degrades it: without vectors it goes by words, says which weakness that is, and counts
 * it. Throws AppError only where the database is away, or the filter names a recording by a malformed id.
 */
export function makeFindPassages({ db, vectors, findEmbedder, metrics, logger }: SearchOptions): FindPassages {
  return async function find({ userId, text, mode = 'hybrid', filter = {}, offset = 0, signal, ...request }) {
    const done = metrics.start(mode)
    const limit = request.limit ?? limits.searchResultsMax
    const question = parseQuestion(text, request.charsMax)
    const said = mode === 'exact' ? { words: [], unsaid: 0 } : await findSaidWords(db, userId, question)
    const byMeaning = await lookUpMeaning(mode, { userId, question, said, filter, signal })
    const byWords = await lookUpWords(mode, { userId, question, said, filter }, byMeaning.weakness)
    const fused = fuseRanks<Found>(
      [{ items: byWords.hits, weight: byWords.coverage ** 3 }, { items: byMeaning.hits }], keyOf,
    ).map(({ item }) => item)
    const passages = (await loadPassages(db, userId, withPrints(fused, byMeaning.hits), filter))
      .filter((passage) => mode === 'exact' || hasPhrases(passage, question))
    done(byMeaning.weakness)
    return {
      passages: passages.slice(offset, offset + limit),
      hasMore: passages.length > offset + limit,
      wanted: mode === 'exact' ? wantedExactly(question) : wantedLoosely(question, said),
      corrected: correctionsOf(said.words),
      weakness: byMeaning.weakness,
    }
  }

  async function lookUpWords(
    mode: SearchMode, { userId, question, said, filter }: Request, weakness: SearchWeakness | null,
  ): Promise<LooselyFound> {
    if (mode === 'exact') return { hits: await searchExactly(db, userId, question, filter), coverage: 1 }
    if (mode === 'semantic' && !weakness) return { hits: [], coverage: 0 }
    return searchLoosely(db, userId, question, said, filter)
  }

  async function lookUpMeaning(mode: SearchMode, request: Request & { signal: AbortSignal | undefined }): Promise<{
    hits: VectorHit[]
    weakness: SearchWeakness | null
  }> {
    const none = (weakness: SearchWeakness | null) => ({ hits: [], weakness })
    const { userId, question, said, filter } = request
    if (mode === 'exact' || question.text === '') return none(null)
    const collection = await getActiveCollection(db)
    if (!collection) return none('not_indexed')
    const embedder = findEmbedder(collection.model)
    if (!embedder) return none('embedder_unavailable')
    if (!isUnderstood(question.text, embedder.languages)) return none('language_not_supported')
    const inTime = AbortSignal.timeout(limits.searchVectorsMsMax)
    const signal = request.signal ? AbortSignal.any([request.signal, inTime]) : inTime
    try {
      const embedding = embedTexts(embedder, [question.text], { userId, isQuestion: true, signal })
      const [vector] = await beforeAbort(embedding, signal)
      const wanted: VectorQuestion = {
        userId, vector: vector!, similarityMin: embedder.similarityMin, filter, limit: limits.searchCandidatesMax,
      }
      // PostgreSQL's words are fused in all the same: it has what the store does not, such as what was just said.
      const hits = await beforeAbort(mode === 'hybrid' && vectors.searchHybrid
        ? vectors.searchHybrid(collection.name, wanted, wordsToWeigh(question, said.words))
        : vectors.search(collection.name, wanted), signal)
      return { hits: hits.map((hit) => ({ ...hit, print: passagePrint(hit.print) })), weakness: null }
    } catch (error) {
      request.signal?.throwIfAborted()
      logger.warn({ err: error }, 'search by meaning failed, and words alone are searched')
      const isStore = isAppError(error) && error.code === 'vectors_unavailable'
      return none(isStore ? 'vectors_unavailable' : 'embedder_unavailable')
    }
  }
}

/** Stores and models that do not answer must not hold up what words have found. */
async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {})
  return Promise.race([work, new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })])
}

/** Whoever was found by a vector too must still be the passage that the vector was made of. */
function withPrints(fused: Found[], hits: VectorHit[]): Found[] {
  const onlyByVector = new Map(hits.map((hit) => [keyOf(hit), hit.print]))
  return fused.map(({ recordingId, chunkIndex, ...found }) => {
    const print = 'print' in found ? onlyByVector.get(keyOf({ recordingId, chunkIndex })) : undefined
    return print === undefined ? { recordingId, chunkIndex } : { recordingId, chunkIndex, print }
  })
}

const hasPhrases = ({ text }: Passage, { phrases }: Question) => phrases.every((phrase) =>
  markWords(text, { words: new Set(), phrases: [phrase.map(({ folded }) => folded)] }).length > 0)

/** Words for a store that searches them itself: those said, with what each is worth beside its rarity there. */
function wordsToWeigh(question: Question, said: readonly SaidWord[]) {
  const weights = new Map<string, number>()
  for (const variant of said) {
    weights.set(variant.word, Math.max(weights.get(variant.word) ?? 0, weightOfVariant(variant)))
  }
  for (const { folded } of question.words.flat()) if (!weights.has(folded)) weights.set(folded, 1)
  return [...weights].map(([word, weight]) => ({ word, weight }))
}

function correctionsOf(said: readonly SaidWord[]): { from: string; to: string }[] {
  const best = new Map<string, string>()
  for (const { wanted, word, kind } of said) if (kind === 'like' && !best.has(wanted)) best.set(wanted, word)
  return [...best].map(([from, to]) => ({ from, to }))
}
