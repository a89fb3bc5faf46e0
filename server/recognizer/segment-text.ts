import type { RawResult } from '#domain/recognition/thread-messages'
import { windowSegments } from '#domain/recognition/window-segments'
import { joinWords } from '#domain/transcripts/join-words'
import type { TranscriptSegment, TranscriptWord } from '#domain/transcripts/transcript'
import type { PartAudio } from './utterance-cutter'

/** What was said in a part, cleaned as in recordings, as one stretch; null where nothing was. */
export function partText(part: Omit<PartAudio, 'samples'>, raw: RawResult): TranscriptSegment | null {
  return joinTexts(windowSegments(part, raw))
}

/** Several texts that follow each other as one; null where there is none. */
export function joinTexts(texts: readonly TranscriptSegment[]): TranscriptSegment | null {
  const [first] = texts
  if (!first) return null
  const words = texts.every((text) => text.words) ? texts.flatMap((text) => text.words!) : null
  return {
    startMs: first.startMs,
    endMs: texts.at(-1)!.endMs,
    text: joinWords(texts.map(({ text }) => text)),
    ...(words && { words, ...confidenceOf(words) }),
  }
}

function confidenceOf(words: readonly TranscriptWord[]): { confidence?: number } {
  const known = words.flatMap(({ confidence }) => confidence ?? [])
  if (known.length === 0) return {}
  return { confidence: Math.round((known.reduce((sum, value) => sum + value, 0) / known.length) * 1000) / 1000 }
}
