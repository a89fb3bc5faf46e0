import type { Logger } from 'pino'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import type { ServerMessage } from '#domain/live/protocol'
import type { TicketClaims } from '#domain/live/ticket.server'
import type { NewLiveTranslation } from '#domain/translation/translations.server'
import type { Translator } from '#domain/translation/translator'
import type { LiveRecognizer } from '../recognizer/live-recognizer'
import type { CloseReason } from '#domain/live/close-codes'
import type { RecognizedWith } from './session-recognition'
import type { Wish } from './session-state'
import type { SessionStore } from './session-store'
import type { LatencyKind } from './word-latency'

/** Whose the connection is, and for what. */
export type Speaker = Omit<TicketClaims, 'expiresAt'>

/** A connection that holds a session. */
export interface SessionHolder {
  readonly speaker: Speaker
  /** Ends the connection for that reason; its session is stored as far as it has come. */
  fault(reason: CloseReason): void
  /** The session is not its any more. */
  lost(refusal: LiveRefusal): void
  /** A viewer reads along in the language, or still does; false where that cannot be. */
  wantByViewer(language: string): boolean
}

/** What a connection's session needs of the server around it. */
export interface LiveSessionDeps {
  store: SessionStore
  recognizer: LiveRecognizer
  /** The model for a wish; throws AppError where none is installed. */
  chooseModel(wish: Wish): Promise<RecognizedWith>
  signResumeTicket(speaker: Speaker, sessionId: string): string
  /** Writes to the client. */
  send(message: ServerMessage): void
  /** Ends the connection. */
  close(reason: CloseReason): void
  /** Tells the viewers of a session. */
  publish(sessionId: string, message: ServerMessage): void
  /** Tells those of its viewers who read along in the language. */
  publishIn(sessionId: string, language: string, message: ServerMessage): void
  translator: Translator
  /** How long a language is made that no viewer has asked for again. */
  keepLanguageMs: number
  saveTranslation(session: AttachedSession, language: string, translation: NewLiveTranslation): Promise<void>
  /** Something could not be translated, or the translation not be kept. */
  onTranslationTrouble(error: unknown): void
  /** The connection holds a session from now on. */
  onHeld(session: AttachedSession, holder: SessionHolder): void
  onReleased(session: AttachedSession): void
  /** A `start`, `resume` or `update` was refused. */
  onRefused(code: string): void
  /** A write had to be tried again. */
  onTrouble(): void
  /** Words appeared so many milliseconds after they were heard. */
  onLatency(kind: LatencyKind, ms: number): void
  logger: Logger
}
