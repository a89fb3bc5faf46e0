import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Provider } from '#domain/recognition/engine-config'
import type { LiveEvent } from './live-recognizer'

export interface LiveThreadData {
  provider: Provider
  vadModelPath: string
}

/** What a recognizer thread is told; several at a time, in order. */
export type ThreadRequest =
  /** Loads a model before anyone needs it. */
  | { type: 'warm'; model: InstalledModel; language: string | null }
  /** Tries a model again that is loaded: the machine may have been busy with other things at that time. */
  | { type: 'measure'; model: InstalledModel; language: string | null }
  | {
      type: 'open'
      stream: number
      model: InstalledModel
      language: string | null
      startSample: number
      firstSegmentId: number
    }
  | { type: 'audio'; stream: number; samples: Int16Array }
  | { type: 'finalize'; stream: number; ticket: number }
  | { type: 'close'; stream: number }

/** What it says; several at a time, in order. */
export type ThreadReply =
  | { type: 'event'; stream: number; event: LiveEvent }
  /** Nothing before the sample waits to be recognised. */
  | { type: 'heard'; stream: number; sample: number }
  | { type: 'finalized'; stream: number; ticket: number }
  /** A model recognises a second of speech in so many milliseconds: in a trial, or by what people say. */
  | { type: 'speed'; modelId: string; msPerSecond: number; isTrial: boolean }
  /** Time at work since the last such report, how much of it was needed, and how many streams each decode in it took together. */
  | { type: 'work'; spanMs: number; busyMs: number; neededMs: number; batches: number[] }
