/** WebSocket close codes of live recognition (server/SPEC.md, section 1), by the names that `error` messages carry. */
export const closeCodes = {
  ended: 1000,
  going_away: 1012,
  bad_message: 4400,
  ticket_refused: 4401,
  session_unknown: 4404,
  start_timeout: 4408,
  superseded: 4409,
  sequence_gap: 4413,
  too_fast: 4429,
  internal: 4500,
  storage_away: 4503,
  slow_reader: 4508,
} as const

export type CloseReason = keyof typeof closeCodes

/** What is said to the client beside each code that is an error. */
export const closeMessages: Record<Exclude<CloseReason, 'ended' | 'going_away'>, string> = {
  bad_message: 'The message is none that the protocol knows here.',
  ticket_refused: 'The ticket is not valid for this session.',
  session_unknown: 'There is no such session.',
  start_timeout: 'Nothing was started.',
  superseded: 'Another connection has taken this session over.',
  sequence_gap: 'Audio is missing between two frames: resume the session.',
  too_fast: 'More was sent than the server takes at once: resume the session.',
  internal: 'Something went wrong on the server: resume the session.',
  storage_away: 'Audio cannot be stored right now: keep it, and resume the session.',
  slow_reader: 'What the server sends is not read: resume the session.',
}
