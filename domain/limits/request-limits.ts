import { HOUR_MS, KB, KIB, MINUTE_MS, SECOND_MS } from './units'

/** Requests that are slow, and what they wait for. */
export const requestLimits = {
  // Clients that are slow, or behave as if they were
  /** A cookie and an address of Steno's fit many times over. */
  requestHeaderBytesMax: 16 * KIB,
  /** Until the last header of a request has come. */
  requestHeadersMsMax: 30 * SECOND_MS,
  /** Of a body that is not at its end, so much has to come in each such time: half a kilobyte a second. */
  requestBodyWindowMs: 2 * MINUTE_MS,
  requestBodyWindowBytesMin: 60 * KB,
  /** All of a request, however large it is and however slow its line. */
  requestMsMax: 20 * HOUR_MS,
  /** A connection over which nothing moves, in either direction, is let go: a reader who does not read, too. */
  connectionSilenceMsMax: 10 * MINUTE_MS,
  // The database, as the pages see it
  /** How long a statement waits for a free connection. */
  databaseWaitMsMax: 5 * SECOND_MS,
  /** A statement of the pages that takes longer is ended, so that it gives its connection back; but for deletions (db/unhurried). */
  databaseStatementMsMax: 30 * SECOND_MS,
} as const
