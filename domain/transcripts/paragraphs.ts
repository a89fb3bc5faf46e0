import type { TranscriptSegment } from './transcript'

/** Silence that begins a new paragraph. */
const PARAGRAPH_GAP_MS = 2000
/** A paragraph ends with the first sentence after so many characters. */
const PARAGRAPH_CHARS = 500

/** The segments by paragraphs: a pause, another speaker, or the end of a sentence after a while begins a new one. */
export function makeParagraphs(segments: readonly TranscriptSegment[]): TranscriptSegment[][] {
  const blocks: TranscriptSegment[][] = []
  let chars = 0
  segments.forEach((segment, index) => {
    const before = segments[index - 1]
    const isNew =
      !before ||
      before.speaker !== segment.speaker ||
      segment.startMs - before.endMs >= PARAGRAPH_GAP_MS ||
      (chars >= PARAGRAPH_CHARS && /[.!?。！？…]["'”’)]*$/u.test(before.text))
    if (isNew) {
      blocks.push([])
      chars = 0
    }
    blocks.at(-1)!.push(segment)
    chars += segment.text.length
  })
  return blocks
}
