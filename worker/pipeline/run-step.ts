import { AppError, isAppError } from '#domain/errors/app-error'
import { backOffMs } from '#domain/jobs/back-off'
import { isDatabaseTrouble, isStatementTooSlow } from '#domain/jobs/database-trouble.server'
import { persist } from '#domain/jobs/persist.server'
import { limits } from '#domain/limits/limits'
import {
  claimStep, commitStep, completeStep, failStep, postponeStep, reportStepProgress, type ClaimedStep,
} from '#domain/pipeline/step-ledger.server'
import type { StepRunId } from '#domain/pipeline/plan'
import type { TaskOutcome, WorkerContext } from '../task'
import type { Step } from './step'

/** The run was cancelled, asked for anew, or taken over: what it makes is wanted no more. */
class StepLost extends Error {
  override readonly name = 'StepLost'
}

const retryDelays = { baseMs: limits.jobRetryMsMin, maxMs: limits.jobRetryMsMax }

/**
 * One attempt at a step. Its every ending is written down before the job ends, so a job may be killed or doubled at any
 * moment.
 */
export async function runStep(
  steps: readonly Step[], id: StepRunId & { recordingId: string }, context: WorkerContext,
): Promise<TaskOutcome> {
  const { db, metrics } = context
  const onTrouble = () => metrics.databaseTroubles.inc()
  const write = <T>(statement: () => Promise<T>) => persist(statement, { onTrouble })
  const claimed = await write(() => claimStep(db, id))
  if (!claimed) return 'skipped'
  const logger = context.logger.child({ recordingId: id.recordingId, step: id.step, key: id.key, fence: claimed.fence })
  const step = steps.find((known) => known.id === id.step)
  if (!step) {
    logger.error('this worker does not know the step')
    const unknown = new AppError('internal', 'This version of Steno does not have this step.')
    return (await write(() => failStep(db, claimed, unknown))) ? 'failed' : 'lost'
  }
  const held = claimed.hasBrokenOff ? await holdBack(step, claimed) : null
  if (held) return held
  const timeLimit = AbortSignal.timeout(step.timeLimitMs)
  try {
    const { degraded = null, facts = {} } = await step.run({
      ...claimed, context, logger,
      signal: AbortSignal.any([timeLimit, context.stopping]),
      commit: async (store) => {
        if (!(await write(() => commitStep(db, claimed, store)))) throw new StepLost('the run is wanted no more')
      },
      progress: (share) => reportStepProgress(db, claimed, share),
    })
    if (degraded) metrics.stepsDegraded.inc({ step: step.id, reason: degraded })
    return (await write(() => completeStep(db, claimed, { degraded, facts }))) ? 'done' : 'lost'
  } catch (error) {
    if (error instanceof StepLost) return 'lost'
    const isOutage = context.stopping.aborted || (isDatabaseTrouble(error) && !isStatementTooSlow(error))
    if (isOutage) {
      const isHeld = await write(() => postponeStep(db, claimed, { delayMs: 0, isSetback: false }))
      return isHeld ? 'given_back' : 'lost'
    }
    const failure = timeLimit.aborted ? outOfTime(step) : toAppError(error)
    metrics.setbacks.inc({ code: failure.code })
    return settle(step, claimed, failure)
  }

  /** What ends its worker must not go round for ever. Null where the run may begin. */
  async function holdBack({ attemptsMax }: Step, lease: ClaimedStep): Promise<TaskOutcome | null> {
    const { attempts } = lease
    metrics.setbacks.inc({ code: 'step_broke_off' })
    if (attempts >= attemptsMax) {
      logger.error({ attempts }, 'the step broke off with its worker too often and has failed')
      const failure = new AppError('step_broke_off', `The worker ended in the middle of this ${attempts} times.`)
      return (await write(() => failStep(db, lease, failure))) ? 'failed' : 'lost'
    }
    logger.warn({ attempts }, 'the step broke off with its worker')
    if (attempts === 1) return null
    // Runs beside the one that ends the worker end with it and count the same: chance parts them.
    const delayMs = backOffMs(attempts - 1, retryDelays)
    return (await write(() => postponeStep(db, lease, { delayMs, isSetback: false }))) ? 'postponed' : 'lost'
  }

  async function settle(declared: Step, lease: ClaimedStep, failure: AppError): Promise<TaskOutcome> {
    if (failure.retryable && lease.attempts + 1 < declared.attemptsMax) {
      logger.warn({ err: failure, attempts: lease.attempts }, 'the step failed and is repeated later')
      const delayMs = backOffMs(lease.attempts, retryDelays)
      return (await write(() => postponeStep(db, lease, { delayMs, isSetback: true }))) ? 'postponed' : 'lost'
    }
    logger.error({ err: failure, attempts: lease.attempts }, 'the step has failed')
    return (await write(() => failStep(db, lease, failure))) ? 'failed' : 'lost'
  }
}

function outOfTime(step: Step): AppError {
  return new AppError('step_timeout', `This took longer than ${Math.round(step.timeLimitMs / 1000)} seconds.`)
}

function toAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('internal', 'Something went wrong inside Steno.', { cause: error })
}
