import type { Logger } from 'pino'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import type { ServerMessage } from '#domain/live/protocol'
import type { TicketClaims } from '#domain/live/ticket.server'
import type { LiveRecognizer } from '../recognizer/live-recognizer'
import type { CloseReason } from './close-codes'
import type { RecognizedWith } from './session-recognition'
import type { Wish } from './session-state'
import type { SessionStore } from './session-store'

/** A connection that holds a session. */
export interface SessionHolder {
  /** The session is not its any more. */
  lost(refusal: LiveRefusal): void
}

/** What a connection's session needs of the server around it. */
export interface LiveSessionDeps {
  store: SessionStore
  recognizer: LiveRecognizer
  /** The model for a wish; throws AppError where none is installed. */
  chooseModel(wish: Wish): Promise<RecognizedWith>
  signResumeTicket(claims: TicketClaims, sessionId: string): string
  /** Writes to the client. */
  send(message: ServerMessage): void
  /** Ends the connection. */
  close(reason: CloseReason): void
  /** Tells the viewers of a session. */
  publish(sessionId: string, message: ServerMessage): void
  /** The connection holds a session from now on. */
  onHeld(session: AttachedSession, holder: SessionHolder): void
  onReleased(session: AttachedSession): void
  /** A `start`, `resume` or `update` was refused. */
  onRefused(code: string): void
  /** A write had to be tried again. */
  onTrouble(): void
  logger: Logger
}
