import type { EndReason, TranslatingMessage } from '../protocol'
import type { LiveTranscript } from './live-transcript'
import type { LiveTranslations } from './live-translations'
import type { Take } from './take'

/** How a recording in this page ended. */
export type Outcome =
  /** `recordingId` is null where nothing was said. */
  | { kind: 'ended'; recordingId: string | null; reason: EndReason }
  /** Another page or device has taken the session over. */
  | { kind: 'superseded' }
  /** The session was deleted. */
  | { kind: 'unknown' }
  /** The server does not take it; the code is of an AppError, the message its English one. */
  | { kind: 'refused'; code: string; message: string }

/** What a page shows of a recording that is going on. */
export interface LiveState {
  sessionId: string | null
  link: 'connecting' | 'open' | 'waiting' | 'closed'
  /** What the user wants. */
  wanted: 'running' | 'paused' | 'finished'
  /** What the server says it does. */
  activity: 'listening' | 'speaking' | 'paused' | 'finishing'
  /** Why there is no connection, where something more than the line is known: code of an AppError. */
  trouble: string | null
  /** Why the last change of language or model was not made: code of an AppError. */
  refusedWish: string | null
  outcome: Outcome | null
  /** Audio that only this page holds, in milliseconds. */
  keptMs: number
  /** Audio that the server holds, in milliseconds. */
  storedMs: number
  /** Whether what is kept here survives the page's end. */
  isKeptOnDisk: boolean
  lagMs: number
  /** Null where the plan sets no limit, or nothing is known yet. */
  quotaLeftMs: number | null
  language: string
  /** What was asked for; null leaves the choice to Steno. */
  modelId: string | null
  /** What recognises now; null before that is known. */
  usedModelId: string | null
  transcript: LiveTranscript
  /** BCP 47 of the language to translate into; null for none. */
  translateTo: string | null
  translations: LiveTranslations
  /** How translation stands, as last told. */
  translating: TranslatingMessage | null
}

/** What is known before the first connection. */
export function beginState(take: Take, keptMs: number, isKeptOnDisk: boolean): LiveState {
  return {
    sessionId: take.sessionId, link: 'connecting', wanted: take.isFinishing ? 'finished' : 'running', activity: 'listening',
    trouble: null, refusedWish: null, outcome: null, keptMs, storedMs: 0, isKeptOnDisk, lagMs: 0, quotaLeftMs: null,
    language: take.language, modelId: take.modelId, usedModelId: null, transcript: [],
    translateTo: take.translateTo ?? null, translations: {}, translating: null,
  }
}
