/** What a page does when its connection closes: server/SPEC.md, section 1. */
export type CloseMeaning = 'again' | 'again-at-once' | 'again-later' | 'new-ticket' | 'superseded' | 'unknown'

const meanings: Partial<Record<number, CloseMeaning>> = {
  1012: 'again-at-once',
  4401: 'new-ticket',
  4404: 'unknown',
  4409: 'superseded',
  4429: 'again-later',
  4503: 'again-later',
}

/** Every other code is a line that broke, or a fault that another connection mends. */
export function meaningOf(code: number): CloseMeaning {
  return meanings[code] ?? 'again'
}

const faults = new Set([
  'bad_message', 'ticket_refused', 'session_unknown', 'start_timeout', 'superseded', 'sequence_gap', 'too_fast',
  'internal', 'storage_away', 'slow_reader',
])

/** Whether an `error` only announces the close code that follows, which says the same. */
export function announcesClose(code: string): boolean {
  return faults.has(code)
}
