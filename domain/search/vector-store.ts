import type { SearchFilter } from './search-filter'
import type { Token } from './tokens'

/** What all vectors of a recording share; filters look at it. */
export interface VectorRecording {
  id: string
  userId: string
  /** Base language, such as `en`; empty where it is not known. */
  language: string
  source: 'realtime' | 'upload'
  createdAt: Date
}

export interface PassageVector {
  chunkIndex: number
  /** Tells the text that it was made of; comes back with what is found. */
  print: string
  vector: Float32Array
  /** Words of the passage, for stores that search words too. */
  tokens: readonly Token[]
}

export interface VectorHit {
  recordingId: string
  chunkIndex: number
  print: string
}

export interface VectorQuestion {
  /** Nothing of anybody else is looked at: the store itself filters by it. */
  userId: string
  vector: Float32Array
  similarityMin: number
  filter: SearchFilter
  limit: number
}

/** A word to look for beside the vector, folded, with what it is worth. */
export interface WeighedWord {
  word: string
  weight: number
}

/**
 * Vectors of passages, in collections of equal dimensions; cosine similarity. What is written is found by the next
 * search of any process. Every method throws AppError `vectors_unavailable` where the store can't be reached. A
 * collection that is not there, or not any more, is empty; only to write into it is `vectors_unavailable` too.
 */
export interface VectorStore {
  readonly kind: 'lancedb' | 'qdrant'
  /** Makes a collection where there is none of that name, as far as this process has seen. */
  ensure(collection: string, dimensions: number): Promise<void>
  drop(collection: string): Promise<void>
  /** Prints of a recording's stored passages, by their index. */
  getPrints(collection: string, recordingId: string): Promise<Map<number, string>>
  /** Stores vectors of a recording, in place of those of the same index. */
  write(collection: string, recording: VectorRecording, vectors: readonly PassageVector[]): Promise<void>
  /** Removes all of a recording, or those of some indexes. */
  remove(collection: string, recordingId: string, chunkIndexes?: readonly number[]): Promise<void>
  /** The user's passages that are closest, best first. */
  search(collection: string, question: VectorQuestion): Promise<VectorHit[]>
  /** Where the store itself searches words as well, both fused by reciprocal rank. */
  searchHybrid?(collection: string, question: VectorQuestion, words: readonly WeighedWord[]): Promise<VectorHit[]>
  count(collection: string): Promise<number>
  /** Puts what many writes have left in order. */
  tidy(collection: string): Promise<void>
  close(): Promise<void>
}
