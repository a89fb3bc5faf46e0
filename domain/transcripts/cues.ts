import { joinWords } from './join-words'
import { oneLine } from './one-line'
import { timedWords } from './timed-words'
import type { TranscriptSegment, TranscriptWord } from './transcript'

/** One subtitle: at most two lines. */
export interface Cue {
  startMs: number
  endMs: number
  lines: string[]
  speaker?: string
}

/** A line that an eye takes in; characters of Chinese, Japanese and Korean are twice as wide. */
export const CUE_LINE_WIDTH_MAX = 42
export const CUE_LINES_MAX = 2
export const CUE_MS_MAX = 7000
/** Formats count in milliseconds, and a cue must last. */
const CUE_MS_MIN = 1
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u

/** Columns that the text takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}

/** Subtitles of a transcript: in order, not overlapping, each readable. Words keep their times where they have some. */
export function makeCues(segments: readonly TranscriptSegment[]): Cue[] {
  const cues = segments.flatMap((segment) =>
    splitToFit(timedWords(segment).map((word) => ({ ...word, text: oneLine(word.text) })).flatMap(splitWide)).map((words) => ({
      startMs: words[0]!.startMs,
      endMs: words.at(-1)!.endMs,
      lines: wrap(words.map(({ text }) => text))!,
      ...(segment.speaker ? { speaker: oneLine(segment.speaker) } : {}),
    })),
  )
  return inOrder(cues)
}

/** A "word" wider than a line, such as a link, is cut. */
function splitWide(word: TranscriptWord): TranscriptWord[] {
  if (textWidth(word.text) <= CUE_LINE_WIDTH_MAX) return [word]
  const characters = [...word.text]
  const half = Math.ceil(characters.length / 2)
  const middle = Math.round((word.startMs + word.endMs) / 2)
  return [
    ...splitWide({ ...word, text: characters.slice(0, half).join(''), endMs: middle }),
    ...splitWide({ ...word, text: characters.slice(half).join(''), startMs: middle }),
  ]
}

function splitToFit(words: TranscriptWord[]): TranscriptWord[][] {
  if (words.length === 0) return []
  const lengthMs = words.at(-1)!.endMs - words[0]!.startMs
  if (words.length === 1 || (lengthMs <= CUE_MS_MAX && wrap(words.map(({ text }) => text)))) return [words]
  const cut = balancedCut(words.map(({ text }) => text))
  return [...splitToFit(words.slice(0, cut)), ...splitToFit(words.slice(cut))]
}

/** The words on one line, or on two; null where that is too little. */
function wrap(words: readonly string[]): string[] | null {
  const line = joinWords(words)
  const width = textWidth(line)
  if (width <= CUE_LINE_WIDTH_MAX) return [line]
  if (width > CUE_LINES_MAX * CUE_LINE_WIDTH_MAX + 1) return null
  const cuts = words.map((_, cut) => cut).slice(1)
  const pairs = cuts
    .map((cut) => [joinWords(words.slice(0, cut)), joinWords(words.slice(cut))] as const)
    .filter((lines) => lines.every((text) => textWidth(text) <= CUE_LINE_WIDTH_MAX))
  const unevenness = ([first, second]: readonly [string, string]) =>
    Math.abs(textWidth(first) - textWidth(second)) - (endsClause(first) ? 12 : 0)
  const best = pairs.sort((a, b) => unevenness(a) - unevenness(b))[0]
  return best ? [...best] : null
}

/** Where the words fall into two parts: near the middle, rather after a comma or a full stop. */
function balancedCut(words: readonly string[]): number {
  const total = words.reduce((sum, word) => sum + textWidth(word) + 1, 0)
  let done = 0
  let best = 1
  let least = Infinity
  for (let cut = 1; cut < words.length; cut++) {
    done += textWidth(words[cut - 1]!) + 1
    const cost = Math.abs(done / total - 0.5) - (endsClause(words[cut - 1]!) ? 0.2 : 0)
    if (cost < least) {
      least = cost
      best = cut
    }
  }
  return best
}

function endsClause(text: string): boolean {
  return /[.!?,;:。！？，、；：…]["'”’)]*$/u.test(text)
}

/** Starts rise strictly, no cue reaches into the next, each lasts, and none stays for longer than it should. */
function inOrder(cues: Cue[]): Cue[] {
  let earliest = 0
  return cues.map((cue, index) => {
    const startMs = Math.max(cue.startMs, earliest)
    const next = cues[index + 1]?.startMs ?? Infinity
    const endMs = Math.max(startMs + CUE_MS_MIN, Math.min(cue.endMs, startMs + CUE_MS_MAX, Math.max(next, startMs + 1)))
    earliest = endMs
    return { ...cue, startMs, endMs }
  })
}
