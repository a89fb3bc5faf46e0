import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import type { PlannedStep } from '#domain/pipeline/plan'
import type { StepRecording } from '#domain/pipeline/store-plan.server'
import type { Services } from '#domain/services/make-services.server'
import type { ObjectStore } from '#domain/storage/object-store'

/** What steps work with. */
export interface StepContext {
  db: Db
  store: ObjectStore
  /** What understands transcripts. */
  services: Services
  logger: Logger
}

/**
 * Something that is made of a transcript. A file in worker/steps declares one; the worker finds it there by itself, so
 * that adding a step is adding a file (docs/decisions/0009-pipeline.md).
 */
export interface Step extends Omit<PlannedStep, 'keys'> {
  /** The runs that a recording shall have: `['']` for one, a language for each translation, none for none. */
  keys(recording: StepRecording, context: StepContext): readonly string[] | Promise<readonly string[]>
  /** How often in a row it may end in an error that could pass. */
  attemptsMax: number
  timeLimitMs: number
  /** Makes it anew, whatever was made before. Throws AppError: one that is `retryable` is tried again. */
  run(run: StepRun): Promise<StepResult>
}

/** One run of a step for one recording. */
export interface StepRun {
  recordingId: string
  userId: string
  key: string
  transcriptVersion: number
  /** What whoever asked for the run wishes. */
  params: Record<string, string | number>
  /** Aborts at the time limit, and when this worker stops. */
  signal: AbortSignal
  logger: Logger
  context: StepContext
  /** Writes what was made, all or nothing; ends the run where it was cancelled, asked for anew or taken over meanwhile. */
  commit(write: (tx: Db) => Promise<void>): Promise<void>
  /** @param share of the work that is done, 0 to 1 */
  progress(share: number): Promise<void>
}

export interface StepResult {
  /** A name for what makes this less than it could be, for the page and the metric, such as `llm_unavailable`. */
  degraded?: string
  /** A few facts for the page. */
  facts?: Record<string, string | number>
}
