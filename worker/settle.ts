import type { Logger } from 'pino'
import { mediaFailureCodes } from '#domain/audio/media-messages'
import { AppError, isAppError } from '#domain/errors/app-error'
import { backOffMs } from '#domain/jobs/back-off'
import type { WorkOrder } from '#domain/jobs/claim.server'
import { isDatabaseTrouble } from '#domain/jobs/database-trouble.server'
import type { Ledger } from '#domain/jobs/ledger'
import { persist } from '#domain/jobs/persist.server'
import { limits } from '#domain/limits/limits'
import { quotaReasons } from '#domain/quota/quota-error.server'
import { RunStopped } from './active-runs'
import type { TaskOutcome, WorkerContext } from './task'

export interface Attempt {
  order: WorkOrder
  /** Where it writes. */
  ledger: Ledger
  /** How often in a row storage was away, from the job's payload. */
  outages: number
  /** Whether this attempt stored a checkpoint. */
  hasProgressed: boolean
}

const retryDelays = { baseMs: limits.jobRetryMsMin, maxMs: limits.jobRetryMsMax }
const isOverPlan = (error: AppError) => quotaReasons.some((reason) => reason === error.code)
const isOfTheFile = (error: AppError) => mediaFailureCodes.some((code) => code === error.code)
const isOutage = (error: unknown) =>
  isDatabaseTrouble(error) || (isAppError(error) && ['storage_unavailable', 'storage_full'].includes(error.code))

/**
 * Decides what an attempt that ended early means for its recording, and writes that down:
 * told to stop or an outage: back in the queue, nobody's fault; an error that may pass: back in the queue, later each time;
 * more than the plan allows, or a file that is no recording: failed, for its owner to mend;
 * an error that cannot pass, or one time too many: failed, with a dead letter.
 */
export async function settleAttempt(
  error: unknown,
  attempt: Attempt,
  { metrics }: Pick<WorkerContext, 'metrics'>,
  logger: Logger,
): Promise<TaskOutcome> {
  const { order, ledger } = attempt
  const outages = attempt.hasProgressed ? 0 : attempt.outages
  const write = async (statement: () => Promise<boolean>, outcome: TaskOutcome): Promise<TaskOutcome> =>
    (await persist(statement, { onTrouble: () => metrics.databaseTroubles.inc() })) ? outcome : 'lost'
  const giveBack = (delayMs: number, outagesNow: number) =>
    write(() => ledger.giveBack({ delayMs, outages: outagesNow }), 'given_back')

  if (error instanceof RunStopped) {
    logger.info(error.message)
    return error.why === 'lost' ? 'lost' : giveBack(0, outages)
  }
  if (isOutage(error) && outages < limits.jobOutagesMax) {
    logger.warn({ err: error, outages }, 'the recording waits until storage and database answer again')
    return giveBack(backOffMs(outages, retryDelays), outages + 1)
  }
  const known = isAppError(error) ? error : new AppError('internal', 'Something went wrong inside Steno.', { cause: error })
  if (isOverPlan(known)) {
    logger.info({ code: known.code }, 'the recording is longer than its owner’s plan allows')
    return write(() => ledger.fail(known), 'refused')
  }
  metrics.setbacks.inc({ code: known.code })
  if (isOfTheFile(known)) {
    logger.info({ err: error }, 'the file cannot be transcribed')
    return write(() => ledger.fail(known), 'refused')
  }
  const setbacks = attempt.hasProgressed ? 0 : order.setbacks
  if (known.retryable && setbacks + 1 < limits.jobAttemptsMax) {
    logger.warn({ err: error, setbacks }, 'the attempt failed and is repeated later')
    return write(() => ledger.postpone(backOffMs(setbacks, retryDelays)), 'postponed')
  }
  logger.error({ err: error, setbacks }, 'the recording has failed')
  return write(() => ledger.fail(known), 'failed')
}
