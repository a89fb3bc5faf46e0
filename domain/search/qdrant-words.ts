import type { Token } from './tokens'

/** As in BM25: how soon saying a word again counts for no more, and how much length matters. */
const K1 = 1.2
const B = 0.75
/** Words of a passage, on average: what chunk-segments.ts aims at. */
const WORDS_USUAL = 80

/** A sparse vector as Qdrant takes it. */
export interface SparseVector {
  indices: number[]
  values: number[]
}

/** The words of a passage as the sparse half of BM25 that a document has; Qdrant multiplies by the words' rarity. */
export function toSparse(tokens: readonly Token[]): SparseVector {
  const counts = new Map<number, number>()
  for (const { folded } of tokens) counts.set(hashWord(folded), (counts.get(hashWord(folded)) ?? 0) + 1)
  const length = K1 * (1 - B + (B * tokens.length) / WORDS_USUAL)
  const values = [...counts.values()].map((count) => (count * (K1 + 1)) / (count + length))
  return { indices: [...counts.keys()], values }
}

/** Words of a question, each with its weight. */
export function toSparseQuestion(words: readonly { word: string; weight: number }[]): SparseVector {
  const weights = new Map(words.map(({ word, weight }) => [hashWord(word), weight]))
  return { indices: [...weights.keys()], values: [...weights.values()] }
}

/** FNV-1a of 32 bits. Two words in some hundred thousand share one, which costs a wrong hit at the end of a list. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
