import { countTerms, isStopWord } from './terms'

const PHRASE_WORDS_MAX = 3
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const HAN = /\p{Script=Han}/u

/**
 * The phrases that tell each text, given as its sentences, from the others, best first: runs of words without stop words, as in RAKE (Rose et al.,
 * 2010), weighed by how often they stand in the text and in how few others.
 */
export function keyPhrases(texts: readonly (readonly string[])[], phrasesMax: number): string[][] {
  // Sentence by sentence: the segmenter takes far longer for a long text than for its parts.
  const candidates = texts.map((sentences) => sentences.flatMap(phrasesOf))
  const holders = countTerms(candidates.flatMap((phrases) => [...new Set(phrases.map(fold))]))
  return candidates.map((phrases) => {
    const counts = countTerms(phrases.map(fold))
    const shown = new Map(phrases.map((phrase) => [fold(phrase), phrase]))
    const weight = (phrase: string) =>
      counts.get(phrase)! * Math.log(1 + texts.length / holders.get(phrase)!) * wordsOf(phrase).length
    const weights = new Map([...counts.keys()].map((phrase) => [phrase, weight(phrase)]))
    const ranked = [...weights.keys()].sort((a, b) => weights.get(b)! - weights.get(a)!)
    const chosen: string[] = []
    for (const phrase of ranked) {
      if (chosen.length === phrasesMax) break
      const words = new Set(wordsOf(phrase))
      if (!chosen.some((other) => wordsOf(other).some((word) => words.has(word)))) chosen.push(phrase)
    }
    return chosen.map((phrase) => shown.get(phrase)!)
  })
}

const fold = (phrase: string) => phrase.toLowerCase()
const wordsOf = (phrase: string) => phrase.split(' ')

function phrasesOf(text: string): string[] {
  const phrases: string[] = []
  let run: string[] = []
  const close = () => {
    for (let from = 0; from < run.length; from++) {
      for (let to = from + 1; to <= Math.min(run.length, from + PHRASE_WORDS_MAX); to++) phrases.push(run.slice(from, to).join(' '))
    }
    run = []
  }
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (/^\s+$/.test(segment)) continue
    const isContent = isWordLike && !isStopWord(fold(segment).replace(/['’]/g, '')) && [...segment].length > 1
    // Chinese words stand for themselves: there are no spaces that would hold them together.
    if (!isContent || HAN.test(segment)) close()
    if (!isContent) continue
    run.push(segment)
    if (HAN.test(segment)) close()
  }
  close()
  return phrases
}
