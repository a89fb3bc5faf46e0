import { splitWords } from './join-words'
import type { TranscriptSegment, TranscriptWord } from './transcript'

/** The segment's words; where it has no times for them, the text is spread over the segment by its length. */
export function timedWords(segment: TranscriptSegment): TranscriptWord[] {
  const own = segment.words ?? []
  const plain = (text: string) => text.replace(/\s+/g, '')
  // A corrected text no longer fits the words that were recognised.
  if (own.length > 0 && plain(own.map(({ text }) => text).join('')) === plain(segment.text)) return own
  const words = splitWords(segment.text)
  const units = words.reduce((sum, word) => sum + word.length + 1, 0)
  const lengthMs = segment.endMs - segment.startMs
  let done = 0
  return words.map((text) => {
    const startMs = segment.startMs + Math.round((lengthMs * done) / units)
    done += text.length + 1
    return { text, startMs, endMs: segment.startMs + Math.round((lengthMs * done) / units) }
  })
}
