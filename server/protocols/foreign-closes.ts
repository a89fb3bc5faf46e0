import { closeMessages, type CloseReason } from '#domain/live/close-codes'

/** How a connection of another protocol is closed, by the name of Steno's own reason; RFC 6455 and IANA have the codes. */
export const foreignCloses: Record<CloseReason, { code: number; sentence: string }> = {
  ended: { code: 1000, sentence: '' },
  // The client may connect again at once, and begins a new session.
  going_away: { code: 1012, sentence: 'The server is going away: connect again.' },
  bad_message: { code: 1008, sentence: closeMessages.bad_message },
  ticket_refused: { code: 1008, sentence: 'The credential is not valid any more.' },
  session_unknown: { code: 1008, sentence: 'The recording was deleted.' },
  start_timeout: { code: 1008, sentence: closeMessages.start_timeout },
  superseded: { code: 1008, sentence: 'The session was ended, or taken over, from elsewhere.' },
  sequence_gap: { code: 1011, sentence: 'Something went wrong on the server.' },
  too_fast: { code: 1008, sentence: 'More was sent than the server takes at once: send audio about as fast as it is spoken.' },
  internal: { code: 1011, sentence: 'Something went wrong on the server.' },
  storage_away: { code: 1011, sentence: 'Audio cannot be stored right now.' },
  slow_reader: { code: 1008, sentence: 'What the server sends is not read.' },
}

/** The code for a session that could not begin: try again later, or not like this. */
export function refusalCode({ retryable }: { retryable: boolean }): number {
  return retryable ? 1013 : 1008
}
