import type { LiveSocketOptions } from './live-socket'
import type { KeptSpan, Take, TakeStore } from './take'

/** What the pages know of a session. */
export interface StoredSession {
  nextSeq: number
  segments: { segmentId: number; startMs: number; endMs: number; text: string }[]
}

export interface LiveClientOptions extends Pick<LiveSocketOptions, 'openSocket'> {
  /** Of the live server, with its path. */
  url: string
  take: Take
  /** What is kept of a take that an earlier page began; none for a new one. */
  kept?: KeptSpan
  store: TakeStore
  /** Whether the store survives the page. */
  isKeptOnDisk: boolean
  /** A ticket from the pages; null where nobody is logged in. Rejects where they cannot be reached. */
  fetchTicket(): Promise<string | null>
  /** Null where there is no such session. Rejects where the pages cannot be reached. */
  fetchStored(sessionId: string): Promise<StoredSession | null>
}
