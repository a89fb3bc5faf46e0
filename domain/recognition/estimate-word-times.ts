import type { TranscriptWord } from '#domain/transcripts/transcript'

/** Milliseconds from the recording's start. */
export interface SpeechRange {
  startMs: number
  endMs: number
}

/** What a pause may be off from where the text's length puts it. */
const TOLERANCE_MS = 2000
/** How much nearer a boundary counts when the text has a sentence's or a clause's end there. */
const SENTENCE_BONUS_MS = 900
const CLAUSE_BONUS_MS = 500

/**
 * Times for the words of a model that gives none: the text is spread over the speech by its length, and the pauses are
 * put where the text most likely has them, the longest pause first.
 */
export function estimateWordTimes(words: readonly string[], speech: readonly SpeechRange[]): TranscriptWord[] {
  if (words.length === 0 || speech.length === 0) return []
  const cut = speech.length > 1 && words.length > 1 ? bestCut(words, speech) : null
  if (!cut) return spread(words, speech)
  return [
    ...estimateWordTimes(words.slice(0, cut.word), speech.slice(0, cut.range)),
    ...estimateWordTimes(words.slice(cut.word), speech.slice(cut.range)),
  ]
}

/** Which word begins after the longest pause, and which range does; null where no boundary is near. */
function bestCut(words: readonly string[], speech: readonly SpeechRange[]): { word: number; range: number } | null {
  const pauses = speech.slice(1).map((range, index) => range.startMs - speech[index]!.endMs)
  const range = pauses.indexOf(Math.max(...pauses)) + 1
  const msPerUnit = totalMs(speech) / totalWeight(words)
  const pauseAt = totalMs(speech.slice(0, range))
  let at = 0
  let best: number | null = null
  let least = TOLERANCE_MS
  for (let word = 1; word < words.length; word++) {
    at += weight(words[word - 1]!) * msPerUnit
    const cost = Math.abs(at - pauseAt) - bonus(words[word - 1]!)
    if (cost < least) {
      least = cost
      best = word
    }
  }
  return best === null ? null : { word: best, range }
}

function spread(words: readonly string[], speech: readonly SpeechRange[]): TranscriptWord[] {
  const msPerUnit = totalMs(speech) / totalWeight(words)
  let units = 0
  return words.map((text) => {
    const startMs = clock(units * msPerUnit, speech, 'start')
    units += weight(text)
    return { text, startMs, endMs: clock(units * msPerUnit, speech, 'end') }
  })
}

/** The time of day, as it were, at which so much speech has been heard. */
function clock(spokenMs: number, speech: readonly SpeechRange[], edge: 'start' | 'end'): number {
  let left = spokenMs
  for (const { startMs, endMs } of speech) {
    const length = endMs - startMs
    // A word that begins where a pause does begins after it; one that ends there ends before it.
    if (left < length - 0.5 || (edge === 'end' && left < length + 0.5)) return Math.round(startMs + left)
    left -= length
  }
  return speech.at(-1)!.endMs
}

function bonus(word: string): number {
  if (/[.!?。！？…]["'”’)]*$/u.test(word)) return SENTENCE_BONUS_MS
  return /[,;:—，、；：]["'”’)]*$/u.test(word) ? CLAUSE_BONUS_MS : 0
}

const weight = (word: string) => word.length + 1
const totalWeight = (words: readonly string[]) => words.reduce((sum, word) => sum + weight(word), 0)
const totalMs = (speech: readonly SpeechRange[]) => speech.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
