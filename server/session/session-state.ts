import type { ClientMessage, EndReason, ServerMessage } from '#domain/live/protocol'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import type { CloseReason } from '#domain/live/close-codes'

/** What a session is to be recognised with. */
export interface Wish {
  /** BCP 47, or `auto`. */
  language: string
  /** Id in the catalogue; null leaves the choice to Steno. */
  modelId: string | null
  title: string
  /** BCP 47 of the language to translate into; null for none. */
  translateTo?: string | null
}

/** Work that goes on while audio may still arrive: what was said before it is finished first. */
export type Finishing = { for: 'finalize' } | { for: 'pause' } | { for: 'stop'; reason: EndReason }

/**
 * A connection's course: waiting (for `start` or `resume`) → opening (the database is asked) → live → ending → over. While live, one
 * thing at a time may be finishing; what comes meanwhile waits in `next`.
 */
export type SessionState =
  | { phase: 'waiting' }
  | { phase: 'opening' }
  | {
      phase: 'live'
      activity: 'listening' | 'speaking' | 'paused'
      /** Sequence number of the frame that must come next. */
      nextSeq: number
      /** Milliseconds of audio, with what is on its way. */
      audioMs: number
      wish: Wish
      finishing: Finishing | null
      next: Finishing[]
    }
  | { phase: 'ending'; reason: EndReason }
  | { phase: 'over' }

export type SessionEvent =
  | { type: 'message'; message: ClientMessage }
  | { type: 'nonsense' }
  | { type: 'audio'; seq: number; samples: Int16Array }
  | { type: 'opened'; nextSeq: number; audioMs: number; wish: Wish; ready: ServerMessage & { type: 'ready' } }
  /** `start` or `resume` could not be met, but may be tried again on this connection. */
  | { type: 'refused'; code: string; message: string; retryable: boolean }
  | { type: 'unknown' }
  | { type: 'alreadyEnded'; recordingId: string; reason: EndReason }
  | { type: 'updated'; wish: Wish; model: string }
  | { type: 'speaking'; isSpeaking: boolean; sample: number }
  | { type: 'finished' }
  | { type: 'lost'; refusal: LiveRefusal }
  | { type: 'quotaUsedUp' }
  | { type: 'ended'; recordingId: string | null }
  | { type: 'fault'; reason: CloseReason }
  | { type: 'drain' }
  /** The connection has broken. `endsAs`: nobody can come back to the session, so it is finished, and ends for that reason. */
  | { type: 'gone'; endsAs?: EndReason }

export type Effect =
  | { do: 'send'; message: ServerMessage }
  | { do: 'start'; wish: Wish; take: string | null }
  | { do: 'resume'; sessionId: string; take: string | null }
  /** Recognise the samples, and keep them to be stored. */
  | { do: 'take'; seq: number; samples: Int16Array }
  /** Change what is named; the rest stays as it is by then. */
  | { do: 'update'; change: Partial<Wish> }
  /** Finish what was said and store all of it; answered by `finished`. */
  | { do: 'finish' }
  | { do: 'end'; reason: EndReason }
  /** Store what is there, let go of the session, and close the connection where it is still open. */
  | { do: 'leave'; close: CloseReason | null }
