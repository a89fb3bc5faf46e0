import type { Db } from '#db/client.server'
import { limits } from '../limits/limits'
import { getActiveCollection } from './collections.server'
import type { Embedder } from './embedder'
import { isUnderstood } from './question-language'

export interface ComparisonRequest {
  userId: string
  question: string
  /** None is empty. */
  texts: readonly string[]
  signal?: AbortSignal
}

/**
 * How alike each text is to the question in meaning, as a share of what the model's likenesses are that can be relied on: from 1 on it
 * is about the same. Null where no model can tell: none understands the question or is there, or nobody knows its scale.
 */
export type CompareTexts = (request: ComparisonRequest) => Promise<number[] | null>

export function makeCompareTexts(db: Db, findEmbedder: (model: string) => Embedder | null): CompareTexts {
  return async function compare({ userId, question, texts, signal }) {
    const collection = await getActiveCollection(db)
    const embedder = collection && findEmbedder(collection.model)
    if (!embedder || embedder.similaritySure === null || !isUnderstood(question, embedder.languages)) return null
    const inTime = AbortSignal.timeout(limits.searchVectorsMsMax)
    try {
      const [asked, ...vectors] = await embedder.embed([question, ...texts], {
        userId, isQuestion: true, signal: signal ? AbortSignal.any([signal, inTime]) : inTime,
      })
      return vectors.map((vector) => dot(asked!, vector) / embedder.similaritySure!)
    } catch {
      // Whoever asks has what words tell.
      signal?.throwIfAborted()
      return null
    }
  }
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (const [at, value] of one.entries()) sum += value * other[at]!
  return sum
}
