import type { RawResult } from '#domain/recognition/thread-messages'
import type { DecodeSpeed } from './decode-speed'
import type { PartAudio, PartRules } from './utterance-cutter'

/** What follows the parts of one stream's utterances. */
export interface PartListener {
  /** Audio of the open part, where it is still kept. */
  samples(start: number, end: number): Float32Array
  /** The part says so far; `end` is how far it was heard. */
  onGuess(raw: RawResult, end: number): void
}

/** A part on its way through a model. */
export interface LivePart {
  /** Its audio now reaches to the sample. */
  grow(end: number): void
  /** It may be over: a good moment to recognise it. */
  prepare(audio: PartAudio): void
  /** It was not over. */
  resume(): void
  /** It is over, or seems so: the text is wanted before anything else. The same audio always gets the same text. */
  settle(audio: PartAudio, done: (raw: RawResult) => void): void
  /** Up to which sample nothing waits to be recognised; Infinity where nothing does. */
  readonly caughtUp: number
  /** Nothing more is wanted of it. */
  close(): void
}

/** What a thread can do next for a model; the less urgent waits. */
export interface LiveWork {
  urgency: Urgency
  /** When it was wanted, as `performance.now()`. */
  since: number
  /** Share of it that would have to be done even if partials were as rare as they may be. */
  needed: number
  /** How many streams it recognises together. */
  streams: number
  run(): void
}

/** The smaller comes first. */
export enum Urgency {
  Final,
  Stream,
  Prepare,
  Partial,
}

/** A loaded model on a recognizer thread, for any number of streams. */
export interface LiveEngine {
  readonly rules: PartRules
  /** Sizes of batches that it decodes in, ascending; each is slow the first time. */
  readonly batchSizes: readonly number[]
  /** How fast it recognises what people say. */
  readonly speed: DecodeSpeed
  /** Texts grow and never change, rather than being guessed anew. */
  readonly onlyGrows: boolean
  begin(start: number, listener: PartListener): LivePart
  /** The most urgent thing to do now, if anything is, on a thread that is busy for this share of the time. */
  next(busy: number): LiveWork | null
}
