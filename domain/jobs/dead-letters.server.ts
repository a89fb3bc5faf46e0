import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { jobFailures } from '#db/schema/job-failures'
import { recordings } from '#db/schema/recordings'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { errorCodes, type ErrorCode } from '../errors/error-codes'

/** Work that will not be tried again by itself, with what an administrator must know to decide. */
export interface DeadLetter {
  id: number
  task: string
  /** Id of the step, where it was one of those that follow a transcript, and which of its runs. */
  step: string | null
  stepKey: string | null
  recordingId: string
  /** Empty where its owner gave it none. */
  title: string
  fileName: string | null
  ownerEmail: string
  errorCode: string
  message: string
  setbacks: number
  failedAt: Date
}

/** For administrators only: the newest unsettled failures of everybody, from before the one with this id on. */
export function listDeadLetters(db: Db, rowsMax: number, before: number | null = null): Promise<DeadLetter[]> {
  return db
    .select({
      id: jobFailures.id, task: jobFailures.task, step: jobFailures.step, stepKey: jobFailures.stepKey, recordingId: recordings.id, title: recordings.title,
      fileName: recordings.fileName, ownerEmail: users.email, errorCode: jobFailures.errorCode,
      message: jobFailures.message, setbacks: jobFailures.setbacks, failedAt: jobFailures.failedAt,
    })
    .from(jobFailures)
    .innerJoin(recordings, eq(recordings.id, jobFailures.recordingId))
    .innerJoin(users, eq(users.id, recordings.userId))
    .where(and(isNull(jobFailures.settledAt), before === null ? undefined : lt(jobFailures.id, before)))
    .orderBy(desc(jobFailures.id))
    .limit(rowsMax)
}

/**
 * Puts the recording back into the queue, charged anew, or the step that failed, by itself, at no charge; that settles
 * its dead letters. Throws AppError `not_found`, `conflict` when it is no longer failed, or the quota's reasons.
 */
export async function replayDeadLetter(db: Db, id: number): Promise<void> {
  const { recordingId, step, stepKey } = await requireOpenLetter(db, id)
  if (step !== null) {
    await db.execute(sql`select sp_request_step(null, ${recordingId}::uuid, ${step}, ${stepKey ?? ''}, null)`)
    return discardDeadLetter(db, id)
  }
  const { rows } = await db.execute<{ reason: string | null }>(sql`select sp_requeue_recording(${recordingId}) as reason`)
  const reason = rows[0]?.reason
  if (!reason) return
  const code: ErrorCode = reason in errorCodes ? (reason as ErrorCode) : 'internal'
  throw new AppError(code, `The recording cannot be queued again: ${reason.replaceAll('_', ' ')}.`)
}

/** Takes the failure off the list; the recording stays as it is, and its owner can still retry it. */
export async function discardDeadLetter(db: Db, id: number): Promise<void> {
  await requireOpenLetter(db, id)
  await db.update(jobFailures).set({ settledAt: sql`now()` }).where(eq(jobFailures.id, id))
}

/** Throws AppError `not_found` for one that has been settled, or never was. */
export async function requireOpenLetter(db: Db, id: number) {
  const [found] = Number.isSafeInteger(id)
    ? await db.select().from(jobFailures)
        .where(and(eq(jobFailures.id, id), isNull(jobFailures.settledAt)))
    : []
  if (!found) throw new AppError('not_found', 'This failure has been settled already.')
  return found
}
