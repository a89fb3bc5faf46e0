import { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { claimRecording, type WorkOrder } from '#domain/jobs/claim.server'
import { completeRecording } from '#domain/jobs/outcome.server'
import { persist } from '#domain/jobs/persist.server'
import { limits } from '#domain/limits/limits'
import { RunStopped } from '../active-runs'
import { settleAttempt, type Attempt } from '../settle'
import type { Task, TaskOutcome, WorkerContext } from '../task'
import { transcribeRecording } from '../transcribe-recording'

/** As `sp_release_turns` and its fellows write it. */
const payloadSchema = z.object({ recordingId: z.uuid(), outages: z.int().min(0).default(0) })

/**
 * Turns a stored recording into its transcript. Every write carries the fence of the claim, every finished window is
 * stored at once, and every ending is written into the database before the job ends, so that a job may be killed,
 * doubled or taken over at any moment.
 */
export const transcribe: Task = {
  name: 'transcribe',
  lane: 'recognition',
  async run(payload, context) {
    const { recordingId, outages } = payloadSchema.parse(payload)
    const { db, poolId, runs, metrics } = context
    const isHeldHere = runs.isHeld(recordingId)
    const onTrouble = () => metrics.databaseTroubles.inc()
    const order = await persist(() => claimRecording(db, { recordingId, poolId, isHeldHere }), { onTrouble })
    if (!order) return 'skipped'
    return work({ order, outages, hasProgressed: false }, context)
  },
}

async function work(attempt: Attempt, context: WorkerContext): Promise<TaskOutcome> {
  const { order } = attempt
  const { db, runs, metrics } = context
  const logger = context.logger.child({ recordingId: order.recordingId, fence: order.fence })
  const run = runs.begin(order)
  if (order.isTakeover) metrics.takeovers.inc()
  try {
    refuseHopeless(order)
    const transcript = await transcribeRecording(attempt, run, context, logger)
    // From here on the recording may be done before the heartbeat knows that the work is.
    run.release()
    const completion = await persist(() => completeRecording(db, order, transcript), {
      signal: run.signal,
      onTrouble: () => metrics.databaseTroubles.inc(),
    })
    if (completion === 'lost_lease' || completion === 'not_found') throw new RunStopped('lost')
    logger.info({ durationMs: transcript.durationMs, segments: transcript.segments.length }, 'transcribed')
    return 'done'
  } catch (error) {
    return await settleAttempt(run.signal.aborted ? run.signal.reason : error, attempt, context, logger)
  } finally {
    run.release()
  }
}

/** A recording whose every attempt ends the worker must not go round for ever. */
function refuseHopeless(order: WorkOrder): void {
  if (order.setbacks < limits.jobAttemptsMax) return
  const message = `The work on this recording broke off ${order.setbacks} times without any progress.`
  throw new AppError('recognizer_failed', message, { params: { setbacks: order.setbacks } })
}
