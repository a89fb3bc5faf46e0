import { formatShortClock } from './format-time'
import { joinWords } from './join-words'
import { oneLine } from './one-line'
import { makeParagraphs } from './paragraphs'
import type { Transcript } from './transcript'

/**
 * Plain text: paragraphs of running text, or with `times` a line `[HH:MM:SS] text` for each segment. Who speaks is named
 * where it changes. With `times`, the titles of chapters stand above their beginnings.
 */
export function formatTxt(transcript: Transcript, options: { times?: boolean } = {}): string {
  const blocks = options.times ? transcript.segments.map((segment) => [segment]) : makeParagraphs(transcript.segments)
  let speaker: string | undefined
  const headings = chapterHeadings(transcript.summary?.chapters ?? [])
  const lines = blocks.map((segments) => {
    const first = segments[0]!
    const name = first.speaker && first.speaker !== speaker ? `${oneLine(first.speaker)}: ` : ''
    speaker = first.speaker
    const heading = options.times ? headings.before(first.startMs) : ''
    const time = options.times ? `[${formatShortClock(first.startMs)}] ` : ''
    return `${heading}${time}${name}${joinWords(segments.map(({ text }) => oneLine(text)))}\n`
  })
  return lines.join(options.times ? '' : '\n').replace(/^\n/, '')
}

/** Gives the title of each chapter once, to the first line at or after its beginning. */
function chapterHeadings(chapters: readonly { title: string; startMs: number }[]) {
  const left = [...chapters]
  return {
    before(startMs: number): string {
      let title: string | undefined
      while (left[0] && left[0].startMs <= startMs) title = left.shift()!.title
      return title === undefined ? '' : `\n${oneLine(title)}\n\n`
    },
  }
}
