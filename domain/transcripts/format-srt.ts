import { makeCues } from './cues'
import { formatClock } from './format-time'
import type { Transcript } from './transcript'

/** SubRip: counted from 1, `HH:MM:SS,mmm`. Speakers are written before their words. */
export function formatSrt(transcript: Transcript): string {
  return makeCues(transcript.segments)
    .map(({ startMs, endMs, lines, speaker }, index) => {
      const text = [...(speaker ? [`${speaker}:`] : []), ...lines].map(escapeArrow).join('\n')
      return `${index + 1}\n${formatClock(startMs, ',')} --> ${formatClock(endMs, ',')}\n${text}\n`
    })
    .join('\n')
}

/** An arrow in the text would be read as a time line. */
function escapeArrow(line: string): string {
  return line.replaceAll('-->', '→')
}
