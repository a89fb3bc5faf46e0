import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { momentHash } from '~/features/recording/moment'
import { paths } from '~/web/paths'

/** The way to what a citation quotes in its transcript, marked there; to its moment, where the transcript has changed since. */
export function citedPath({ recordingId, startMs, place }: Pick<ShownCitation, 'recordingId' | 'startMs' | 'place'>): string {
  if (place === null) return paths.recording(recordingId) + momentHash(startMs)
  return `${paths.recording(recordingId, { cited: `${place.from}-${place.to}` })}#s-${place.from}`
}

/** Places in a transcript that `?cited=` names, first and last; null where it names none. */
export function parseCited(text: string | null): { from: number; to: number } | null {
  const match = /^(\d{1,7})-(\d{1,7})$/.exec(text ?? '')
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  return from <= to ? { from, to } : null
}
