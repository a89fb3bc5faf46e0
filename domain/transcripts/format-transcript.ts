import { formatJson } from './format-json'
import { formatSrt } from './format-srt'
import { formatTxt } from './format-txt'
import { formatVtt } from './format-vtt'
import type { Transcript } from './transcript'

/** The formats of a transcript, each with its media type and how it is written. */
export const transcriptFormats = {
  txt: { mimeType: 'text/plain; charset=utf-8', format: formatTxt },
  srt: { mimeType: 'application/x-subrip; charset=utf-8', format: formatSrt },
  vtt: { mimeType: 'text/vtt; charset=utf-8', format: formatVtt },
  json: { mimeType: 'application/json; charset=utf-8', format: formatJson },
} as const satisfies Record<string, { mimeType: string; format: (transcript: Transcript) => string }>

export type TranscriptFormat = keyof typeof transcriptFormats

/** Whether the name is one of a format. */
export function isTranscriptFormat(name: string): name is TranscriptFormat {
  return Object.hasOwn(transcriptFormats, name)
}
