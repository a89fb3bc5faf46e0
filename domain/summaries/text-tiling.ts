import { cosine, countTerms } from './terms'

/** Terms of a pseudo-sentence, and of those in a block: the two sizes of the paper, for words without stop words. */
const TERMS_PER_UNIT = 12
const UNITS_PER_BLOCK = 8

/**
 * Where the subject changes: indexes of sentences that begin a new part, by TextTiling (Hearst, "TextTiling: Segmenting
 * Text into Multi-paragraph Subtopic Passages", Computational Linguistics 23(1), 1997). The vocabulary before and after
 * each gap is compared; the deep valleys are boundaries.
 *
 * @param isFarEnough whether a part may begin at a sentence, the last one having begun at another
 */
export function tileText(
  sentences: readonly (readonly string[])[], isFarEnough: (from: number, to: number) => boolean, partsMax: number,
): number[] {
  const units = toUnits(sentences)
  const gaps = units.slice(1).map((unit, index) => ({ sentence: unit.sentence, likeness: likenessAt(units, index + 1) }))
  const likenesses = gaps.map(({ likeness }) => likeness)
  const depths = gaps.map((_, index) => depthAt(likenesses, index))
  const mean = average(depths)
  const deviation = Math.sqrt(average(depths.map((depth) => (depth - mean) ** 2)))
  const valleys = gaps
    .map((gap, index) => ({ ...gap, depth: depths[index]! }))
    .filter(({ depth }) => depth > 0.05 && depth >= mean + deviation / 2)
    .sort((a, b) => b.depth - a.depth)
  const starts: number[] = []
  for (const { sentence } of valleys) {
    if (starts.length + 1 >= partsMax) break
    const others = [0, sentences.length, ...starts]
    if (others.every((other) => isFarEnough(Math.min(other, sentence), Math.max(other, sentence)))) starts.push(sentence)
  }
  return starts.sort((a, b) => a - b)
}

interface Unit {
  /** The first sentence of which it holds something. */
  sentence: number
  terms: string[]
}

/** Sentences grouped until they have enough terms, so that long and short ones weigh alike. */
function toUnits(sentences: readonly (readonly string[])[]): Unit[] {
  const units: Unit[] = []
  for (const [sentence, terms] of sentences.entries()) {
    const last = units.at(-1)
    if (last && last.terms.length < TERMS_PER_UNIT) last.terms.push(...terms)
    else units.push({ sentence, terms: [...terms] })
  }
  return units
}

function likenessAt(units: readonly Unit[], gap: number): number {
  const block = (from: number, to: number) => countTerms(units.slice(Math.max(0, from), to).flatMap(({ terms }) => terms))
  return cosine(block(gap - UNITS_PER_BLOCK, gap), block(gap, gap + UNITS_PER_BLOCK))
}

/** How far the likeness rises to the nearest peak on either side. */
function depthAt(likenesses: readonly number[], index: number): number {
  return climb(likenesses, index, -1) + climb(likenesses, index, 1) - 2 * likenesses[index]!
}

function climb(likenesses: readonly number[], index: number, step: number): number {
  let peak = likenesses[index]!
  for (let at = index + step; at >= 0 && at < likenesses.length && likenesses[at]! >= peak; at += step) peak = likenesses[at]!
  return peak
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
