import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { TranscriptWord } from '#domain/transcripts/transcript'

/** What a live stream is recognised with and where it begins. */
export interface LiveStreamOptions {
  model: InstalledModel
  /** BCP 47; null leaves it to the model. */
  language: string | null
  /** Where in the recording its first sample stands: a cut, or 0. Everything it says depends on the samples from here on. */
  startSample: number
  /** Id of the first segment it makes. */
  firstSegmentId: number
  onEvent(event: LiveEvent): void
}

/** What recognition says about a stream; samples count from the recording's start. Rules: server/SPEC.md, section 4. */
export type LiveEvent =
  /** Where `sample` is, speech has begun or ended. */
  | { type: 'speaking'; isSpeaking: boolean; sample: number }
  | { type: 'partial'; segment: LiveSegment; stableChars: number }
  | {
      type: 'final'
      segment: LiveSegment
      /** False while the segment may reopen. */
      committed: boolean
    }
  /** Everything before the sample is settled: a stream that starts here goes on exactly like this one. */
  | { type: 'cut'; sample: number; nextSegmentId: number }
  /** How far recognition has come, and how long the latest audio waited for it; at least once per `limits.liveLagMsMin` of audio. */
  | { type: 'heard'; sample: number; lagMs: number }
  /** The stream is of no more use; it said nothing since the last cut that lasts. */
  | { type: 'broken'; message: string }

export interface LiveSegment {
  id: number
  startMs: number
  endMs: number
  text: string
  /** Only where the model gives times of its own. */
  words?: TranscriptWord[]
  confidence?: number
}

/** A stream of one session, held by one recognizer thread. */
export interface LiveStream {
  /** Gives the samples (16 kHz mono) away. Never waits; what is not recognised yet is `backlogMs`. */
  push(samples: Int16Array): void
  /** Finishes what was said so far and cuts here; resolves when every event up to the cut was told. */
  finalize(): Promise<void>
  /** Audio pushed and not yet heard. */
  readonly backlogMs: number
  /** Lets the stream go, without a word more. */
  close(): void
}

/** Recognition for many streams at once, on threads of its own. */
export interface LiveRecognizer {
  /** Throws `live_busy` where the measured load leaves no room (SPEC 6.2), unless told that it must. */
  open(options: LiveStreamOptions, must?: { admit: boolean }): LiveStream
  readonly load: LiveLoad
  /** What recognition runs on. */
  readonly provider: 'cpu' | 'cuda'
  close(): Promise<void>
}

export interface LiveLoad {
  streams: number
  /** Share of time in which the busiest thread works, over the last seconds: 0 to 1. */
  busy: number
  /** Longest wait of audio for its recognition over the last seconds. */
  lagMs: number
}
