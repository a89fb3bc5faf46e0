import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { momentHash } from '~/features/recording/moment'
import { parseWholeNumber } from '~/web/form-fields'
import { paths } from '~/web/paths'

/** Places of a passage in a transcript, first and last, and of the one in it that is to be heard; null is the first. */
export interface Cited {
  from: number
  to: number
  at: number | null
}

interface CitedPassage extends Pick<ShownCitation, 'recordingId' | 'startMs' | 'place'> {
  /** Place of what is to be heard, if that is not the first. */
  at?: number
}

/** The way to a passage in its transcript, marked there; to its moment, where the transcript has changed since. */
export function citedPath({ recordingId, startMs, place, at }: CitedPassage): string {
  if (place === null) return paths.recording(recordingId) + momentHash(startMs)
  const heard = at === place.from ? undefined : at
  return `${paths.recording(recordingId, { cited: `${place.from}-${place.to}`, at: heard })}#s-${place.from}`
}

/** Places in a transcript that `?cited=` and `?at=` name; null where they name none. */
export function parseCited(query: URLSearchParams): Cited | null {
  const match = /^(\d{1,7})-(\d{1,7})$/.exec(query.get('cited') ?? '')
  if (!match) return null
  const [from, to, at] = [Number(match[1]), Number(match[2]), parseWholeNumber(query.get('at') ?? '')]
  return from <= to ? { from, to, at: at !== null && at >= from && at <= to ? at : null } : null
}
