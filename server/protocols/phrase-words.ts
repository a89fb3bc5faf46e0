import { estimateWordTimes } from '#domain/recognition/estimate-word-times'
import { splitWords } from '#domain/transcripts/join-words'
import type { TranscriptWord } from '#domain/transcripts/transcript'

/** The words of a segment with times; where the model gives none they are estimated. */
export function wordsOf(
  { text, words, startMs, endMs }: { text: string; words?: TranscriptWord[]; startMs: number; endMs: number },
): TranscriptWord[] {
  return words ?? estimateWordTimes(splitWords(text), [{ startMs, endMs }])
}

/** A model may have taken back or added so many words before the place that is looked for. */
const DRIFT = 3
/** Words before it that are compared. */
const CONTEXT = 3

const plain = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/**
 * Where the rest begins in `words`, which say once more, and perhaps a little differently, what `said` has said, and go on: after
 * the place, near where `said` ends by its length, whose last words are most like the last of `said`.
 */
export function restFrom(words: readonly { text: string }[], said: readonly { text: string }[]): number {
  const length = Math.min(said.length, words.length)
  let best = length
  let most = -1
  for (let drift = 0; drift <= DRIFT; drift++) {
    for (const place of [length - drift, length + drift]) {
      if (place < 0 || place > words.length) continue
      const likeness = sameWords(words, place, said)
      if (likeness > most) [most, best] = [likeness, place]
    }
  }
  return best
}

/** How many of the last words of `said` stand right before the place. */
function sameWords(words: readonly { text: string }[], place: number, said: readonly { text: string }[]): number {
  let same = 0
  for (let back = 1; back <= CONTEXT && back <= place && back <= said.length; back++) {
    if (plain(words[place - back]!.text) === plain(said[said.length - back]!.text)) same++
  }
  return same
}
