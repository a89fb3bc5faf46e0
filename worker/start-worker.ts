import { EventEmitter } from 'node:events'
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { WorkerEvents } from 'graphile-worker'
import { countJob } from '#domain/jobs/task-counts.server'
import { startHeartbeat } from '#domain/jobs/heartbeat.server'
import { startSweeper } from '#domain/jobs/sweeper.server'
import { limits } from '#domain/limits/limits'
import { inSpan } from '#domain/telemetry/tracing.server'
import { ActiveRuns } from './active-runs'
import { PatientPool } from './patient-pool'
import { makeQueueLogger } from './queue-logger'
import { CONNECTIONS_PER_LANE, runLanes } from './run-lanes'
import type { Lane, Task, TaskOutcome, WorkerContext } from './task'
import { taskList } from './tasks/task-list'

export interface WorkerOptions extends Omit<WorkerContext, 'runs' | 'poolId' | 'stopping'> {
  databaseUrl: string
  /** One more than recognizer threads keeps those busy while another file is opened or stored. */
  transcriptionsAtOnce: number
  /** Called when the queue can no longer be worked on; the process should end and be started anew. */
  onFatal: (error: unknown) => void
}

export interface Worker {
  /** Whether the database answers and knows that this worker lives. */
  isWell(): boolean
  /**
   * Takes no more jobs and gives running recordings back at their next checkpoint, or after the grace where none comes.
   * Resolves when nothing runs any more.
   */
  stop(graceMs: number): Promise<void>
}

/** Registers with the database and starts taking jobs. Waits for a database that is away. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { databaseUrl, db, logger, metrics, onFatal } = options
  const poolId = randomUUID()
  const runs = new ActiveRuns()
  const stopping = new AbortController()
  const context: WorkerContext = { ...options, runs, poolId, stopping: stopping.signal }
  const onTrouble = (error: unknown) => {
    metrics.databaseTroubles.inc()
    logger.warn({ err: error }, 'the database is away')
  }

  const workerIds: string[] = []
  const heartbeat = await startHeartbeat({
    databaseUrl, poolId, workerIds: () => workerIds, leases: () => runs.leases(), onLost: (lease) => runs.lose(lease), onTrouble,
  })
  const sweeper = await startSweeper({
    databaseUrl,
    onTrouble,
    onSwept: ({ deadPools, mended }) => {
      metrics.deadPools.inc(deadPools)
      metrics.queueMended.inc(mended)
      logger.info({ deadPools, mended }, 'swept')
    },
  })

  const jobsAtOnce: Record<Lane, number> = {
    recognition: options.transcriptionsAtOnce, answers: options.transcriptionsAtOnce, playback: 1,
    understanding: limits.stepsAtOnceMax, telling: limits.webhooksAtOnceMax, upkeep: 1,
  }
  const pgPool = new PatientPool({
    connectionString: databaseUrl, application_name: 'steno-queue',
    max: CONNECTIONS_PER_LANE * Object.keys(jobsAtOnce).length,
  }, onTrouble)
  const events: WorkerEvents = new EventEmitter()
  // graphile-worker locks jobs under the id of its pool, and each lane has one.
  events.on('pool:create', ({ workerPool }) => void workerIds.push(workerPool.id))
  events.on('pool:fatalError', ({ error }) => onFatal(error))
  const lanes = await runLanes({
    tasks: taskList,
    jobsAtOnce,
    shared: {
      pgPool, events, pollInterval: limits.jobPollMs, noHandleSignals: true, logger: makeQueueLogger(logger),
    },
    work: (task, payload) => runTraced(task, payload, context),
    onFatal,
  })
  logger.info({ poolId, jobsAtOnce }, 'taking jobs')

  return {
    isWell: () => heartbeat.isWell(),
    stop: async (graceMs) => {
      stopping.abort(new Error('this worker is stopping'))
      runs.stopAll(graceMs)
      await sweeper.stop()
      await lanes.stop()
      await heartbeat.stop()
      // Where this fails, somebody's sweep does the same a little later.
      const goodbye = db.execute(sql`delete from worker_pools where id = ${poolId}::uuid`)
      await goodbye.catch(onTrouble)
      await pgPool.end()
    },
  }
}

/** Goes on with the trace that the job carries, or begins one. */
function runTraced(task: Task, payload: unknown, context: WorkerContext): Promise<TaskOutcome> {
  const { traceparent, recordingId, step, key } = (payload ?? {}) as Record<string, unknown>
  const about = { 'steno.recording_id': recordingId, 'steno.step': step, 'steno.step_key': key }
  const attributes = Object.fromEntries(
    Object.entries(about).flatMap(([fact, value]) => (typeof value === 'string' && value ? [[fact, value]] : [])))
  const name = typeof step === 'string' ? `${task.name} ${step}` : task.name
  return inSpan(name, { purpose: 'job', parent: typeof traceparent === 'string' ? traceparent : null, attributes }, async (span) => {
    const outcome = await runCounted(task, payload, context)
    span.setAttribute('steno.outcome', outcome)
    return outcome
  })
}

async function runCounted(task: Task, payload: unknown, context: WorkerContext): Promise<TaskOutcome> {
  const { db, logger, metrics } = context
  const stopTimer = metrics.jobSeconds.startTimer({ task: task.name })
  let outcome: TaskOutcome | 'error' = 'error'
  try {
    outcome = await task.run(payload, context)
    return outcome
  } finally {
    const seconds = stopTimer()
    metrics.jobs.inc({ task: task.name, outcome })
    // The count is for people to look at: a job that is done must not fail over it.
    await countJob(db, { task: task.name, outcome, ms: seconds * 1000 }).catch((error: unknown) =>
      logger.warn({ err: error }, 'a job that ended was not counted'))
  }
}
