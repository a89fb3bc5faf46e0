import { countTerms } from './terms'

const DAMPING = 0.85
const ROUNDS_MAX = 50
const CHANGE_MIN = 1e-4

/**
 * How central each sentence is among the others: continuous LexRank, the stationary distribution of a walk over
 * sentences that share rare words (Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text
 * Summarization", JAIR 22, 2004). The scores add up to 1. Takes time in the square of the sentences: give it a few hundred.
 */
export function lexRank(sentences: readonly (readonly string[])[]): number[] {
  const count = sentences.length
  if (count === 0) return []
  const vectors = weighTerms(sentences)
  const links = likenesses(vectors)
  const sums = links.map((row) => row.reduce((sum, link) => sum + link, 0))
  let scores = new Array<number>(count).fill(1 / count)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = new Array<number>(count).fill((1 - DAMPING) / count)
    for (let from = 0; from < count; from++) {
      // Who is like no other gives its share to all.
      const isAlone = sums[from] === 0
      for (let to = 0; to < count; to++) {
        next[to]! += DAMPING * scores[from]! * (isAlone ? 1 / count : links[from]![to]! / sums[from]!)
      }
    }
    const change = next.reduce((sum, score, index) => sum + Math.abs(score - scores[index]!), 0)
    scores = next
    if (change < CHANGE_MIN) break
  }
  return scores
}

/** How alike each is to each other, 0 to 1; only those that share a term are compared at all. */
function likenesses(vectors: readonly ReadonlyMap<string, number>[]): number[][] {
  const links = vectors.map(() => new Array<number>(vectors.length).fill(0))
  const norms = vectors.map((vector) => Math.hypot(...vector.values()))
  const holders = new Map<string, number[]>()
  for (const [row, vector] of vectors.entries()) {
    for (const [term, weight] of vector) {
      const others = holders.get(term) ?? []
      for (const other of others) links[row]![other]! += weight * vectors[other]!.get(term)!
      others.push(row)
      holders.set(term, others)
    }
    for (let other = 0; other < row; other++) {
      const link = links[row]![other]! / (norms[row]! * norms[other]! || 1)
      links[row]![other] = links[other]![row] = link
    }
  }
  return links
}

/** Vectors of terms, each weighed by how often it stands in the sentence and in how few of them (TF-IDF). */
export function weighTerms(sentences: readonly (readonly string[])[]): Map<string, number>[] {
  const holders = countTerms(sentences.flatMap((terms) => [...new Set(terms)]))
  const rarity = (term: string) => Math.log(1 + sentences.length / (holders.get(term) ?? 1))
  return sentences.map((terms) => {
    const counts = countTerms(terms)
    return new Map([...counts].map(([term, times]) => [term, times * rarity(term)]))
  })
}
