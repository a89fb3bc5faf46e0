import { DAY_MS, MINUTE_MS, SECOND_MS } from './units'

/** The queue, the workers and the upkeep, and how all of them end. */
export const jobLimits = {
  // Jobs
  jobAttemptsMax: 5,
  heartbeatMs: 500,
  /** A pool whose heartbeat is older than this is dead; its jobs are given to others. */
  heartbeatDeadMs: 2500,
  sweepMs: 500,
  progressNotifyMsMin: 1000,
  /** What a file of unknown length is charged ahead of what is done, so that the charge is rarely raised. */
  quotaStepMs: 5 * MINUTE_MS,
  /** An upload that has arrived and is not in the queue for this long has lost its web process. */
  uploadSettleMs: 5 * MINUTE_MS,
  /** An upload that has not been touched for this long is an orphan. */
  uploadOrphanMs: DAY_MS,
  /** More stored objects without a row than this many, and than this share, are no orphans: the database is wrong. */
  orphansMax: 20,
  orphansPercentMax: 10,
  /** How often an idle worker asks for a job; a new one usually announces itself. */
  jobPollMs: 500,
  /** How often recordings that fell out of the queue are looked for. */
  queueMendMs: 2 * SECOND_MS,
  /** Steps that a worker runs at once: they wait for language models most of the time. */
  stepsAtOnceMax: 3,
  /** Steps and plans that one sweep puts back into the queue. */
  lostStepsPerSweepMax: 100,
  /** Deliveries to webhooks that one sweep puts back into the queue. */
  lostDeliveriesPerSweepMax: 100,
  /** How long a job waits for a database that is away before it gives up. */
  databaseOutageMsMax: 10 * MINUTE_MS,
  /** Delays before a job is tried again, doubling from the first to the last. */
  jobRetryMsMin: 2 * SECOND_MS,
  jobRetryMsMax: 5 * MINUTE_MS,
  /** How often in a row storage may be away (the delay grows to `jobRetryMsMax`) before a recording fails over it. */
  jobOutagesMax: 60,
  /** How long settled dead letters are kept. */
  deadLetterKeepMs: 30 * DAY_MS,
  cleanupBatchRows: 500,
  /** What one run of a duty deletes at most; the rest waits for the next. */
  upkeepRowsPerRunMax: 100_000,
  // How threads and processes end
  /** What a thread is at when it is told to end may take so long. */
  threadEndMsMax: 5 * SECOND_MS,
  shutdownGraceMs: 10 * SECOND_MS,
} as const
