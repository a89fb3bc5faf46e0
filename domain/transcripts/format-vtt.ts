import { makeCues } from './cues'
import { formatClock } from './format-time'
import { oneLine } from './one-line'
import type { Transcript } from './transcript'

/** WebVTT (`text/vtt`, UTF-8). Speakers are voice spans; chapters stand in a comment, for `formatChapters` has a file of them. */
export function formatVtt(transcript: Transcript): string {
  const cues = makeCues(transcript.segments).map(({ startMs, endMs, lines, speaker }) => {
    const voice = speaker ? `<v ${escapeText(speaker)}>` : ''
    const text = lines.map(escapeText).join('\n')
    return `${formatClock(startMs, '.')} --> ${formatClock(endMs, '.')}\n${voice}${text}\n`
  })
  const notes = (transcript.summary?.chapters ?? []).map(({ title, startMs }) => `${formatClock(startMs, '.')} ${escapeText(oneLine(title))}`)
  const comment = notes.length > 0 ? [`NOTE Chapters\n${notes.join('\n')}\n`] : []
  return ['WEBVTT\n', ...comment, ...cues].join('\n')
}

/** The chapters as WebVTT, for `<track kind="chapters">`: each lasts until the next. */
export function formatChapters({ durationMs, summary }: Pick<Transcript, 'durationMs' | 'summary'>): string {
  const chapters = summary?.chapters ?? []
  const cues = chapters.map(({ title, startMs }, index) => {
    const endMs = Math.max(startMs + 1, chapters[index + 1]?.startMs ?? durationMs)
    return `${formatClock(startMs, '.')} --> ${formatClock(endMs, '.')}\n${escapeText(oneLine(title))}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

/** With `>` escaped, no arrow is left either. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
