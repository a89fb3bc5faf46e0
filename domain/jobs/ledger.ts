import type { AppError } from '../errors/app-error'
import type { Checkpoint } from './checkpoints.server'
import type { Completion, FinishedTranscript } from './outcome.server'

/**
 * Where an attempt writes: the recording's own row, or that of a draft. Every write carries the fence; what answers
 * false, or null, has lost the lease.
 */
export interface Ledger {
  /** Everything recognised so far, in order of time. */
  listCheckpoints(): Promise<Checkpoint[]>
  /** Settles which model writes the transcript; checkpoints of another one are thrown away. */
  settleModel(modelId: string): Promise<boolean>
  storeCheckpoint(window: Checkpoint): Promise<boolean>
  /** Milliseconds of audio. */
  reportProgress(doneMs: number, totalMs: number | null): Promise<void>
  /** Charges for what is done; answers up to where no further charge is needed. Throws what the quota refuses. */
  payFor(doneMs: number): Promise<number | null>
  complete(transcript: FinishedTranscript): Promise<Completion>
  /** Back into the queue after an error that may pass. */
  postpone(delayMs: number): Promise<boolean>
  /** Back into the queue for no fault of its own. */
  giveBack(how: { delayMs: number; outages: number }): Promise<boolean>
  /** For good. */
  fail(error: AppError): Promise<boolean>
}
