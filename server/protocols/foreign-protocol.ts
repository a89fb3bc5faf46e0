import type { CloseReason } from '#domain/live/close-codes'
import type { ClientMessage, ServerMessage } from '#domain/live/protocol'

/** What a frame, or what the session says, comes to. */
export type Act =
  /** Say it to the client. */
  | { do: 'say'; message: object }
  /** Ask it of the session. */
  | { do: 'ask'; message: ClientMessage }
  /** The session hears it: 16 kHz, mono. */
  | { do: 'hear'; samples: Int16Array }
  | { do: 'close'; code: number; reason: string }

/**
 * A protocol that is not Steno's, for one connection: puts the client's frames into words of Steno's own protocol, and the session's
 * into the client's. Nothing in it waits, throws, or knows of sockets. Audio may follow a `start` at once, and what follows a
 * `finalize` is heard only when that is done: the line sees to it.
 */
export interface ForeignProtocol {
  /** The connection is there. */
  open(): Act[]
  text(text: string): Act[]
  binary(bytes: Uint8Array): Act[]
  /** What the session says, but for what ends it or refuses it. */
  told(message: ServerMessage): Act[]
  /** The session could not begin. Ends with a `close`. */
  refused(error: Refusal): Act[]
  /** The session is over, or the connection is. Ends with a `close`. */
  closing(reason: CloseReason): Act[]
  /** Nothing came for `silenceMs`. Ends with a `close`. */
  silent(): Act[]
  readonly silenceMs: number
  /** Whether the text is nothing but audio, of which more may come in a second than of messages. */
  isAudio(text: string): boolean
}

export interface Refusal {
  code: string
  message: string
  retryable: boolean
}

export const say = (message: object): Act => ({ do: 'say', message })
export const ask = (message: ClientMessage): Act => ({ do: 'ask', message })
/** Nothing where there are no samples. */
export const hear = (samples: Int16Array): Act[] => (samples.length > 0 ? [{ do: 'hear', samples }] : [])
/** A close frame has room for 123 bytes of reason. */
export const close = (code: number, reason: string): Act => ({ do: 'close', code, reason: reason.slice(0, 120) })
