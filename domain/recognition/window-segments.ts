import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { joinWords, splitWords } from '#domain/transcripts/join-words'
import type { TranscriptSegment, TranscriptWord } from '#domain/transcripts/transcript'
import { estimateWordTimes } from './estimate-word-times'
import { groupWords } from './group-words'
import { removeLoops, withoutLoops } from './repetition'
import type { RawResult } from './thread-messages'
import type { SampleRange } from './window-cutter'
import { wordsFromTokens } from './words-from-tokens'

/** What models write for sounds that are no speech, such as `[Music]`, `(applause)` or `♪♪`. */
const SOUND_NOTES = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪[^♪]*♪?/gu
const HAS_CONTENT = /[\p{L}\p{N}]/u

/**
 * Readable segments of what a model said about a window. Loops are said once, notes about sounds are left out, and
 * words are kept only where their times are the model's own.
 */
export function windowSegments(
  window: SampleRange & { speech: readonly SampleRange[] },
  raw: RawResult,
): TranscriptSegment[] {
  const text = removeLoops(raw.text.replace(SOUND_NOTES, ' '))
  if (!HAS_CONTENT.test(text)) return []
  if (raw.timestamps.length > 0) {
    const words = wordsFromTokens(raw, toMs(window.start), toMs(window.end))
    const kept = withoutLoops(words.map((word) => word.text)).map((position) => words[position]!)
    return groupWords(kept).map((group) => ({ ...segmentOf(group), ...confidenceOf(group), words: group }))
  }
  const speech = window.speech.map(({ start, end }) => ({ startMs: toMs(start), endMs: toMs(end) }))
  return groupWords(estimateWordTimes(splitWords(text), speech)).map(segmentOf)
}

function segmentOf(words: readonly TranscriptWord[]): TranscriptSegment {
  return { startMs: words[0]!.startMs, endMs: words.at(-1)!.endMs, text: joinWords(words.map(({ text }) => text)) }
}

function confidenceOf(words: readonly TranscriptWord[]): { confidence?: number } {
  const known = words.flatMap(({ confidence }) => confidence ?? [])
  if (known.length === 0) return {}
  return { confidence: Math.round((known.reduce((sum, value) => sum + value, 0) / known.length) * 1000) / 1000 }
}

function toMs(samples: number): number {
  return Math.round((samples * 1000) / PCM_SAMPLE_RATE)
}
