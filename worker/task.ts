import type { Recognition } from '#domain/recognition/recognition.server'
import type { ActiveRuns } from './active-runs'
import type { Step, StepContext } from './pipeline/step'
import type { WorkerMetrics } from './worker-metrics'

/** What every task works with. */
export interface WorkerContext extends StepContext {
  recognition: Recognition
  /** What follows a transcript. */
  steps: readonly Step[]
  runs: ActiveRuns
  metrics: WorkerMetrics
  /** Where models are fetched to. */
  pullDir: string
  /** UUID of this process's row in `worker_pools`. */
  poolId: string
  /** Aborts when this worker is told to stop. */
  stopping: AbortSignal
}

/** How a job ended, as the metrics count it; a job that throws counts as `error` and is tried again by graphile-worker. */
export type TaskOutcome =
  | 'done'
  /** There was nothing to do. */
  | 'skipped'
  /** Cancelled, deleted or taken over meanwhile. */
  | 'lost'
  /** Back in the queue: an error that may pass. */
  | 'postponed'
  /** Back in the queue for no fault of its own: the worker stops, or storage is away. */
  | 'given_back'
  /** Failed for its owner to mend: the plan has no room for it, or the file is no recording. */
  | 'refused'
  /** Failed for good, with a dead letter. */
  | 'failed'

/** Jobs wait only for jobs of their own lane. */
export type Lane =
  /** Turns audio into text, what people wait for. */
  | 'recognition'
  /** The same for those who wait with a request open: hours of other recordings hold them up no more than by sharing the threads. */
  | 'answers'
  /** Audio as people play it: the joined one of live sessions, and minutes of encoding for a nicety. */
  | 'playback'
  /** Makes of transcripts what is found, read and passed on: mostly waiting for others. */
  | 'understanding'
  /** Tells webhooks, whose receivers may let everybody wait. */
  | 'telling'
  /** Keeps database and storage in order. */
  | 'upkeep'

/** A kind of job; `worker/tasks/task-list.ts` names them all. */
export interface Task {
  /** Also names the jobs in the database, so it must not change. */
  name: string
  lane: Lane
  /** When it runs by itself: minute, hour, day, month, weekday (UTC). */
  cron?: string
  /** Whether it is made up for at the next start where no worker ran at its time, within a day. */
  catchesUp?: true
  run(payload: unknown, context: WorkerContext): Promise<TaskOutcome>
}
