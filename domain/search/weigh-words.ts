import { phraseQuery, wordQuery } from './lexemes'
import type { Question } from './parse-question'
import type { Token } from './tokens'

/** A word that was said, and why it is looked for: it is the wanted one, has its stem, or is alike to it. */
export interface SaidWord {
  wanted: string
  word: string
  kind: 'same' | 'stem' | 'like'
  /** 0 to 1. */
  likeness: number
  /** In how many of the owner's passages it stands. */
  chunks: number
}

/** One thing to look for. Of a group only the weightiest that a passage has counts. */
export interface WeighedQuery {
  group: number
  /** As PostgreSQL's `tsquery`. */
  query: string
  weight: number
  /** In how many passages at most. */
  chunks: number
  /** Two words side by side, which are there by themselves as well. */
  isNeighbour?: true
}

const STEM_WEIGHT = 0.8
const LIKE_WEIGHT = 0.6
/** What a word as typed, with its marks, is worth more than one that is only alike without them. */
const MARKED_WEIGHT = 1.25
/** What two words side by side, as in the question, are worth beside the words themselves. */
const NEIGHBOUR_WEIGHT = 0.6

/**
 * What to look for and what each is worth: the rarer a word is among the owner's passages, the more (its inverse
 * document frequency, as in BM25; passages are about equally long, so that counting a word once is enough).
 */
export function weighWords(question: Question, said: readonly SaidWord[], chunksTotal: number): WeighedQuery[] {
  const variants = new Map<string, SaidWord[]>()
  for (const word of said) variants.set(word.wanted, [...(variants.get(word.wanted) ?? []), word])
  const rarity = (chunks: number) => rarityOf(chunks, chunksTotal)
  const tokens = question.words.flat()
  const weighed: WeighedQuery[] = []
  for (const [group, token] of tokens.entries()) {
    for (const variant of variants.get(token.folded) ?? []) {
      const { word, kind, chunks } = variant
      const query = wordQuery({ ...token, folded: word }, 'folded')
      weighed.push({ group, query, weight: weightOfVariant(variant) * rarity(chunks), chunks })
      if (kind === 'same' && token.plain !== token.folded) {
        weighed.push({ group, query: wordQuery(token, 'plain'), weight: MARKED_WEIGHT * rarity(chunks), chunks })
      }
    }
    if (isSingle(token) && !variants.has(token.folded)) {
      weighed.push({ group, query: wordQuery(token, 'folded'), weight: rarity(1), chunks: 1 })
    }
  }
  return [...weighed, ...weighNeighbours(tokens, variants, rarity)]
}

/** What a word that was said is worth beside the wanted one itself, before its rarity: 0 to 1. */
export function weightOfVariant({ kind, likeness }: Pick<SaidWord, 'kind' | 'likeness'>): number {
  if (kind === 'same') return 1
  return kind === 'stem' ? STEM_WEIGHT : LIKE_WEIGHT * likeness
}

/** What a word is worth that stands in so many of the owner's passages. */
export function rarityOf(chunks: number, chunksTotal: number): number {
  return Math.log(1 + Math.max(chunksTotal, chunks) / Math.max(chunks, 1))
}

/** What a passage would be worth that had the best of every word; words that stand side by side come on top. */
export function weightOfAll(weighed: readonly WeighedQuery[]): number {
  const best = new Map<number, number>()
  for (const { group, weight, isNeighbour } of weighed) {
    if (!isNeighbour) best.set(group, Math.max(best.get(group) ?? 0, weight))
  }
  return [...best.values()].reduce((sum, weight) => sum + weight, 0)
}

const isSingle = (token: Token) => token.run !== null && [...token.folded].length === 1

function weighNeighbours(
  tokens: Token[], variants: ReadonlyMap<string, SaidWord[]>, rarity: (chunks: number) => number,
): WeighedQuery[] {
  const chunksOf = (token: Token) => variants.get(token.folded)?.find(({ kind }) => kind === 'same')?.chunks ?? 0
  return tokens.slice(1).flatMap((second, index): WeighedQuery[] => {
    const first = tokens[index]!
    const chunks = Math.min(chunksOf(first), chunksOf(second))
    if (chunks === 0 || first.run !== second.run) return []
    const weight = NEIGHBOUR_WEIGHT * rarity(chunks)
    const query = phraseQuery([first, second], 'folded')
    return [{ group: tokens.length + index, query, weight, chunks, isNeighbour: true }]
  })
}

/**
 * The rarest of them, which between them stand in so many passages at most, and at least one: only passages that have
 * one of these are looked at, so that "what did we say about" costs nothing beside a word that tells something.
 */
export function pickSelective(weighed: readonly WeighedQuery[], chunksMax: number): WeighedQuery[] {
  const byRarity = [...weighed].sort((one, other) => one.chunks - other.chunks)
  let chunks = 0
  return byRarity.filter((query, index) => {
    chunks += query.chunks
    return index === 0 || chunks <= chunksMax
  })
}
