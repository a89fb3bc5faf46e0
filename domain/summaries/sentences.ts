import { joinWords } from '../transcripts/join-words'
import type { SpokenLine } from './summary'

const ENDS_SENTENCE = /[.!?。！？…]["'”’」』)]*$/u
/** A pause that ends a sentence where nothing else says so: not all models write punctuation. */
const PAUSE_MS = 800
/** Of those that do, a line without any goes on after a pause: "Ask not what … your country can do for you". */
const PAUSE_IN_SENTENCE_MS = 3000
/** Share of the lines with punctuation at their end from which on a model is taken to write it. */
const PUNCTUATED_MIN = 0.25
const SENTENCE_CHARS_MAX = 240

/**
 * Sentences with their times: segments that break off are joined with what follows, those that hold several are cut,
 * the time within them shared out by length.
 */
export function toSentences(lines: readonly SpokenLine[]): SpokenLine[] {
  const sentences: SpokenLine[] = []
  let open: SpokenLine | null = null
  const pauseMs = isPunctuated(lines) ? PAUSE_IN_SENTENCE_MS : PAUSE_MS
  for (const piece of lines.flatMap(cutLine)) {
    const before: SpokenLine | null = open
    const joins: boolean = before !== null && before.speaker === piece.speaker
      && piece.startMs - before.endMs < pauseMs && before.text.length + piece.text.length <= SENTENCE_CHARS_MAX
    if (before && !joins) sentences.push(before)
    const whole: SpokenLine = joins && before
      ? { ...piece, startMs: before.startMs, text: joinWords([before.text, piece.text]) } : piece
    const isEnded = ENDS_SENTENCE.test(whole.text)
    if (isEnded) sentences.push(whole)
    open = isEnded ? null : whole
  }
  return open ? [...sentences, open] : sentences
}

function isPunctuated(lines: readonly SpokenLine[]): boolean {
  return lines.filter(({ text }) => ENDS_SENTENCE.test(text.trim())).length >= lines.length * PUNCTUATED_MIN
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

function cutLine(line: SpokenLine): SpokenLine[] {
  const texts = [...segmenter.segment(line.text)].map(({ segment }) => segment.trim()).filter(Boolean)
  const chars = texts.reduce((sum, { length }) => sum + length, 0)
  const lengthMs = line.endMs - line.startMs
  const timeAt = (done: number) => line.startMs + Math.round((lengthMs * done) / Math.max(1, chars))
  let done = 0
  return texts.map((text) => {
    const startMs = timeAt(done)
    done += text.length
    return { ...line, text, startMs, endMs: timeAt(done) }
  })
}
