import { formatShortClock } from '#domain/transcripts/format-time'

/** `4:05`, or `1:04:05` from an hour on. */
export function clock(ms: number): string {
  return formatShortClock(ms).replace(/^00:0?/, '').replace(/^0(?=\d:)/, '')
}
