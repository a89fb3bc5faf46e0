import { closeCodes, closeMessages } from '../close-codes'

/** What a page does when its connection closes: server/SPEC.md, section 1. */
export type CloseMeaning = 'again' | 'again-at-once' | 'again-later' | 'new-ticket' | 'superseded' | 'unknown' | 'refused'

const meanings: Partial<Record<number, CloseMeaning>> = {
  [closeCodes.going_away]: 'again-at-once',
  [closeCodes.ticket_refused]: 'new-ticket',
  [closeCodes.session_unknown]: 'unknown',
  [closeCodes.superseded]: 'superseded',
  [closeCodes.too_fast]: 'again-later',
  [closeCodes.storage_away]: 'again-later',
}

/**
 * Every other code is a line that broke, or a fault that another connection mends; not what the server does not understand of the
 * first word on a connection, since the next one begins with the same.
 */
export function meaningOf(code: number, hasBegun: boolean): CloseMeaning {
  if (code === closeCodes.bad_message && !hasBegun) return 'refused'
  return meanings[code] ?? 'again'
}

/** Whether an `error` only announces the close code that follows, which says the same. */
export function announcesClose(code: string): boolean {
  return code in closeMessages
}
