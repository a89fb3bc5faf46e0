import { dataOf } from '../../client/http'
import type { StenoClient } from '../../client/steno-client'

export const formats = ['txt', 'srt', 'vtt', 'json'] as const
export type Format = (typeof formats)[number]

/** What is to be written: what was asked for, or what the file's ending says. */
export function formatFor({ format, output = '' }: { format?: Format; output?: string }): Format {
  return format ?? formats.find((known) => output.toLowerCase().endsWith(`.${known}`)) ?? 'txt'
}

export interface TextOptions {
  format: Format
  /** Whether `txt` has a time before each segment. */
  times?: boolean
  /** BCP 47 of a translation that has been made; else as it was spoken. */
  language?: string
  signal: AbortSignal
}

/** A transcript as Steno writes it into files. */
export function getTranscriptText(client: StenoClient, id: string, { format, times = false, language, signal }: TextOptions): Promise<string> {
  const query = { format, language, times: times ? 'true' as const : 'false' as const }
  // Also JSON is wanted as it is written.
  return dataOf(client.http.GET('/recordings/{id}/transcript', { params: { path: { id }, query }, parseAs: 'text', signal }))
}
