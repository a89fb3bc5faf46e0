import { limits } from '../limits/limits'
import { joinWords } from '../transcripts/join-words'
import { actionScore } from './action-cues'
import { clipText } from './clip'
import { keyPhrases } from './key-phrases'
import { lexRank } from './lex-rank'
import { toSentences } from './sentences'
import type { Chapter, SpokenLine, Summary, SummaryPoint } from './summary'
import { termsOf } from './terms'
import { tileText } from './text-tiling'

/** Sentences that are ranked against each other at once. */
const RANKED_AT_ONCE_MAX = 200
/** Fewer words than these are rarely a point. */
const POINT_TERMS_MIN = 3
const MINUTE_MS = 60_000

interface Sentence extends SpokenLine {
  terms: string[]
  /** How central it is within its part; 1 is as central as the average. */
  score: number
}

/**
 * A summary in the recording's own words: its most central sentences (LexRank), chapters where the vocabulary changes
 * (TextTiling), and sentences that announce something to be done. For any language that puts words into sentences. Hours
 * of speech take seconds, in which others get their turns.
 */
export async function extractSummary(lines: readonly SpokenLine[]): Promise<Summary> {
  const sentences = toSentences(lines).map((line) => ({ ...line, terms: termsOf(line.text), score: 0 }))
  await letOthersRun()
  const starts = [0, ...findChapters(sentences)]
  const parts = starts.map((start, index) => sentences.slice(start, starts[index + 1]))
  for (const part of parts) await rankPart(part)
  await letOthersRun()
  const gist = chooseGist(parts)
  const keyPoints = choosePoints(parts, gist, pointsWanted(lines))
  return {
    short: clipText(joinWords(gist.map(({ text }) => endSentence(text))), limits.summaryShortCharsMax),
    keyPoints: keyPoints.map(toPoint),
    actionItems: sentences
      .map((sentence) => ({ sentence, score: actionScore(sentence.text) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, limits.summaryActionItemsMax)
      .map(({ sentence }) => sentence)
      .sort((a, b) => a.startMs - b.startMs)
      .map(toPoint),
    chapters: parts.length > 1 ? nameChapters(parts) : [],
  }
}

function findChapters(sentences: readonly Sentence[]): number[] {
  const timeAt = (index: number) => sentences[index]?.startMs ?? sentences.at(-1)?.endMs ?? 0
  const isFarEnough = (from: number, to: number) => timeAt(to) - timeAt(from) >= limits.chapterMsMin
  return tileText(sentences.map(({ terms }) => terms), isFarEnough, limits.chaptersMax)
}

async function rankPart(part: Sentence[]): Promise<void> {
  for (let from = 0; from < part.length; from += RANKED_AT_ONCE_MAX) {
    await letOthersRun()
    const block = part.slice(from, from + RANKED_AT_ONCE_MAX)
    for (const [index, score] of lexRank(block.map(({ terms }) => terms)).entries()) block[index]!.score = score * block.length
  }
}

/** About one for two minutes. */
function pointsWanted(lines: readonly SpokenLine[]): number {
  const lengthMs = (lines.at(-1)?.endMs ?? 0) - (lines[0]?.startMs ?? 0)
  return Math.min(limits.summaryKeyPointsMax, Math.max(3, Math.round(lengthMs / (2 * MINUTE_MS))))
}

/** The most central sentences beside the gist, each part in turn, so that a long one does not silence the others. */
function choosePoints(parts: readonly Sentence[][], gist: readonly Sentence[], wanted: number): Sentence[] {
  const queues = parts.map((part) => part.filter(isPoint).sort((a, b) => b.score - a.score))
  const chosen: Sentence[] = []
  while (chosen.length < wanted && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const next = queue.shift()
      if (next && chosen.length < wanted && ![...gist, ...chosen].some((other) => isAlike(other, next))) chosen.push(next)
    }
  }
  return chosen.sort((a, b) => a.startMs - b.startMs)
}

/** The two best sentences of all, in the order in which they were said: the summary in short. */
function chooseGist(parts: readonly Sentence[][]): Sentence[] {
  const SENTENCES_MAX = 2
  const all = parts.flat()
  const ranked = (all.some(isPoint) ? all.filter(isPoint) : all).sort((a, b) => b.score - a.score)
  const chosen: Sentence[] = []
  let chars = 0
  for (const sentence of ranked) {
    if (chosen.length === SENTENCES_MAX) break
    const isRepeated = chosen.some((other) => isAlike(other, sentence))
    if (isRepeated || (chosen.length > 0 && chars + sentence.text.length > limits.summaryShortCharsMax)) continue
    chosen.push(sentence)
    chars += sentence.text.length + 1
  }
  return chosen.sort((a, b) => a.startMs - b.startMs)
}

function nameChapters(parts: readonly Sentence[][]): Chapter[] {
  const phrases = keyPhrases(parts.map((part) => part.map(({ text }) => text)), 2)
  return parts.map((part, index) => ({
    title: clipText(capitalise(phrases[index]!.join(', ') || part[0]!.text), limits.chapterTitleCharsMax),
    startMs: part[0]!.startMs,
  }))
}

const letOthersRun = () => new Promise<void>((resolve) => setTimeout(resolve))

const isPoint = ({ terms, text }: Sentence) => terms.length >= POINT_TERMS_MIN && !/[?？]["'”’]?$/u.test(text)

function isAlike(one: Sentence, other: Sentence): boolean {
  const terms = new Set(one.terms)
  const shared = other.terms.filter((term) => terms.has(term)).length
  return shared > 0.6 * Math.min(one.terms.length, other.terms.length)
}

const toPoint = ({ text, startMs, endMs }: Sentence): SummaryPoint => ({
  text: capitalise(clipText(text, limits.summaryPointCharsMax)), startMs, endMs,
})

/** Not all models write punctuation, and sentences side by side need some. */
const endSentence = (text: string) => capitalise(/[.!?。！？…]["'”’」』)]*$/u.test(text) ? text : `${text.replace(/[,;:，；：、]$/u, '')}.`)

const capitalise = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
