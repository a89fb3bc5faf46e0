import { formatShortClock } from './format-time'
import { joinWords } from './join-words'
import type { Transcript, TranscriptSegment } from './transcript'

/** Silence that begins a new paragraph. */
const PARAGRAPH_GAP_MS = 2000
/** A paragraph ends with the first sentence after so many characters. */
const PARAGRAPH_CHARS = 500

/**
 * Plain text: paragraphs of running text, or with `times` a line `[HH:MM:SS] text` for each segment. Who speaks is named
 * where it changes.
 */
export function formatTxt(transcript: Transcript, options: { times?: boolean } = {}): string {
  const blocks = options.times ? transcript.segments.map((segment) => [segment]) : paragraphs(transcript.segments)
  let speaker: string | undefined
  const lines = blocks.map((segments) => {
    const first = segments[0]!
    const name = first.speaker && first.speaker !== speaker ? `${first.speaker}: ` : ''
    speaker = first.speaker
    const time = options.times ? `[${formatShortClock(first.startMs)}] ` : ''
    return `${time}${name}${joinWords(segments.map(({ text }) => text.replace(/\s+/g, ' ').trim()))}\n`
  })
  return lines.join(options.times ? '' : '\n')
}

function paragraphs(segments: readonly TranscriptSegment[]): TranscriptSegment[][] {
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
