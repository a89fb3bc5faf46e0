import { AppError } from '#domain/errors/app-error'
import type { WorkOrder } from '#domain/jobs/claim.server'
import { persist } from '#domain/jobs/persist.server'
import { limits } from '#domain/limits/limits'
import { RunStopped } from './active-runs'
import { settleAttempt, type Attempt } from './settle'
import type { TaskOutcome, WorkerContext } from './task'
import { transcribeRecording } from './transcribe-recording'

/**
 * One attempt at what has been claimed. Every write carries the fence of the claim, every finished window is stored at
 * once, and every ending is written into the database before the job ends, so that a job may be killed, doubled or
 * taken over at any moment.
 */
export async function workOn(attempt: Attempt, context: WorkerContext): Promise<TaskOutcome> {
  const { order, ledger } = attempt
  const { runs, metrics } = context
  const { recordingId, draftId, fence } = order
  const logger = context.logger.child({ recordingId, ...(draftId && { draftId }), fence })
  const run = runs.begin(order)
  if (order.isTakeover) metrics.takeovers.inc()
  try {
    refuseHopeless(order)
    const transcript = await transcribeRecording(attempt, run, context, logger)
    // From here on the recording may be done before the heartbeat knows that the work is.
    run.release()
    const completion = await persist(() => ledger.complete(transcript), {
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
