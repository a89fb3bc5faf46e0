import { isStopWord } from '../summaries/terms'
import { tokenize } from '../search/tokens'

/** From this share of a question's words on, a passage that is somewhat alike in meaning fits; above it any does. */
const COVERED_MIN = 0.5
/** Pairs of characters also span what lies between words, which no answer repeats. */
const COVERED_MIN_UNSPACED = 0.3
/** Share of a reliable likeness that is somewhat alike. */
const LIKENESS_MIN = 0.8

/**
 * Whether a passage has so much to do with a question that it may stand as its answer, unread by any language model: it means about the
 * same, or has most of what the question names. The figures part the questions of bench/search from others that nothing there answers;
 * docs/decisions/0010 has the comparison.
 *
 * @param likeness as `CompareTexts` tells; null where nobody can tell
 */
export function isFitting(question: string, text: string, likeness: number | null): boolean {
  const asked = wordsOf(question)
  const said = new Set(wordsOf(text).map(({ word }) => word))
  const covered = asked.filter(({ word }) => said.has(word)).length / Math.max(1, asked.length)
  const isUnspaced = asked.some(({ isPair }) => isPair)
  if (likeness === null || isUnspaced) return covered >= (isUnspaced ? COVERED_MIN_UNSPACED : COVERED_MIN)
  return likeness >= 1 || covered > COVERED_MIN || (covered === COVERED_MIN && likeness >= LIKENESS_MIN)
}

/** The telling words of a text, each once, without case, marks and plurals; of scripts without spaces pairs of characters. */
function wordsOf(text: string): { word: string; isPair: boolean }[] {
  const words = tokenize(text)
    .filter(({ plain, run }) => !isStopWord(plain) && (run === null || [...plain].length > 1))
    .map(({ folded, run }) => ({ word: folded.replace(/(?<=[a-z]{2}[^s\W])s$/, ''), isPair: run !== null }))
  return [...new Map(words.map((each) => [each.word, each])).values()]
}
