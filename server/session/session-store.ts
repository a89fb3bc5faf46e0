import type { LiveAdvance, LiveEnding, LiveRefusal } from '#domain/live/live-writes.server'
import type { AttachedSession, EndedSession, LiveWish } from '#domain/live/live-session.server'
import type { TicketClaims } from '#domain/live/ticket.server'
import type { Wish } from './session-state'

/** What a session needs of database and object store. Methods throw while those are away. */
export interface SessionStore {
  /** Whether the log-in or the key that a ticket was given to is still there. */
  isHeld(ticket: Omit<TicketClaims, 'expiresAt'>): Promise<boolean>
  /** Throws AppError where the plan or a limit refuses. */
  start(wish: LiveWish): Promise<AttachedSession | EndedSession>
  attach(userId: string, sessionId: string, take: string | null): Promise<AttachedSession | EndedSession | null>
  /** For the server itself; null where somebody came back within the time given. */
  attachAbandoned(sessionId: string, untouchedMs: number): Promise<AttachedSession | EndedSession | null>
  /** Milliseconds that the user's plan leaves; null where it sets no limit. */
  quotaLeftMs(userId: string): Promise<number | null>
  putPiece(session: AttachedSession, number: number, samples: Int16Array): Promise<string>
  /** Stored samples from the one given on. */
  readAudio(sessionId: string, fromSample: number): AsyncIterable<Int16Array>
  advance(session: AttachedSession, advance: LiveAdvance): Promise<{ leftMs: number | null } | LiveRefusal>
  update(session: AttachedSession, change: Wish): Promise<boolean>
  end(session: AttachedSession, ending: LiveEnding): Promise<'ok' | 'empty' | LiveRefusal>
  detach(session: AttachedSession): Promise<void>
}
