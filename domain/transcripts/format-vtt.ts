import { makeCues } from './cues'
import { formatClock } from './format-time'
import type { Transcript } from './transcript'

/** WebVTT (`text/vtt`, UTF-8). Speakers are voice spans. */
export function formatVtt(transcript: Transcript): string {
  const cues = makeCues(transcript.segments).map(({ startMs, endMs, lines, speaker }) => {
    const voice = speaker ? `<v ${escapeText(speaker.replace(/\s+/g, ' '))}>` : ''
    const text = lines.map(escapeText).join('\n')
    return `${formatClock(startMs, '.')} --> ${formatClock(endMs, '.')}\n${voice}${text}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

/** With `>` escaped, no arrow is left either. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
