import type { TranscriptWord } from '#domain/transcripts/transcript'

/** A segment should be readable as one subtitle: two lines, and not for longer than one looks at it. */
const SEGMENT_MS_MAX = 7000
const SEGMENT_CHARS_MAX = 84
/** Silence that ends a segment, whatever the text says. */
const GAP_MS = 1000

const SENTENCE_END = /[.!?。！？…]["'”’)\]]*$/u
const CLAUSE_END = /[,;:—–，、；：]["'”’)\]]*$/u
const ABBREVIATION = /^(?:\p{L}|mr|mrs|ms|dr|prof|st|vs|etc|no|jr|sr|e\.g|i\.e|\p{L}(?:\.\p{L})+)\.$/iu

/** Groups words into sentences, and long sentences into readable parts. Every word is in exactly one group. */
export function groupWords(words: readonly TranscriptWord[]): TranscriptWord[][] {
  const sentences: TranscriptWord[][] = []
  words.forEach((word, index) => {
    const before = words[index - 1]
    if (!before || endsSentence(before, word)) sentences.push([word])
    else sentences.at(-1)!.push(word)
  })
  return sentences.flatMap(splitLong)
}

function endsSentence(word: TranscriptWord, next: TranscriptWord): boolean {
  if (next.startMs - word.endMs >= GAP_MS) return true
  if (!SENTENCE_END.test(word.text) || ABBREVIATION.test(word.text)) return false
  // A small letter goes on with the sentence, but scripts like Chinese have marks that say it is over.
  return /[。！？]/u.test(word.text) || !/^\p{Ll}/u.test(next.text)
}

function splitLong(words: TranscriptWord[]): TranscriptWord[][] {
  const chars = words.reduce((sum, { text }) => sum + text.length + 1, -1)
  const lengthMs = words.at(-1)!.endMs - words[0]!.startMs
  if (words.length < 2 || (chars <= SEGMENT_CHARS_MAX && lengthMs <= SEGMENT_MS_MAX)) return [words]
  const cut = bestCut(words, chars)
  return [...splitLong(words.slice(0, cut)), ...splitLong(words.slice(cut))]
}

/** Near the middle, rather after a comma, rather at a pause. */
function bestCut(words: readonly TranscriptWord[], chars: number): number {
  let position = 0
  let best = 1
  let highest = -Infinity
  for (let cut = 1; cut < words.length; cut++) {
    const before = words[cut - 1]!
    position += before.text.length + 1
    const offCentre = Math.abs(position / chars - 0.5)
    const gapMs = Math.min(words[cut]!.startMs - before.endMs, GAP_MS)
    const score = (CLAUSE_END.test(before.text) ? 2 : 0) + gapMs / 250 - offCentre * 6
    if (score > highest) {
      highest = score
      best = cut
    }
  }
  return best
}
