import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Provider } from './engine-config'
import type { SpeechWindow } from './window-cutter'

/** What a model says about one window, before it is made readable. Times are seconds from the window's start. */
export interface RawResult {
  text: string
  tokens: string[]
  /** One per token, or empty where the model gives no times. */
  timestamps: number[]
  /** Probability of each token, or empty. */
  probabilities: number[]
  /** The language that the model found, as a BCP 47 base tag; null where it does not tell. */
  language: string | null
}

/** What a thread gets: the request under an id that the reply repeats. */
export type WithId<Request> = Request & { id: number }

export interface RecognizerThreadData {
  provider: Provider
}

export type RecognizerRequest =
  | { type: 'recognize'; model: InstalledModel; language: string | null; samples: Float32Array }
  | { type: 'detectLanguage'; model: InstalledModel; samples: Float32Array }

export type RecognizerReply =
  | { type: 'result'; id: number; result: RawResult; busyMs: number }
  | { type: 'language'; id: number; language: string | null }
  | { type: 'failed'; id: number; message: string }

export interface VadThreadData {
  vadModelPath: string
}

export type VadRequest =
  | { type: 'push'; cutter: number; samples: Float32Array }
  | { type: 'finish'; cutter: number }

export type VadNotice = { type: 'open'; cutter: number; startSample: number } | { type: 'close'; cutter: number }

export type VadReply = { id: number; windows: SpeechWindow[] } | { id: number; failed: string }
