import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { plans, type Plan } from '#db/schema/plans'
import { recordings } from '#db/schema/recordings'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { makeMediaError } from '../audio/media-error'
import { AppError } from '../errors/app-error'
import { errorCodes, type ErrorCode } from '../errors/error-codes'
import { limits } from '../limits/limits'
import type { ModelWish } from '../models/choose-model'
import { tracedMeta } from '../telemetry/tracing.server'
import { makeQuotaError, type QuotaReason } from '../quota/quota-error.server'

const stillUploading = (id: string) => and(eq(recordings.id, id), eq(recordings.status, 'uploading'))

/** By the clock of the database, which is the one that counts. */
const inMs = (ms: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${ms} / 1000.0)`

export type Begun =
  | { recordingId: string; plan: Plan; isRepeat: false }
  /** An earlier attempt at the same upload arrived, only its answer was lost. */
  | { recordingId: string; sha256: string | null; isRepeat: true }

/** Done with the row, or not at all. */
export type Alongside = (tx: Pick<Db, 'insert' | 'select'>, made: { recordingId: string; plan: Plan }) => Promise<void>

/**
 * Makes the row, before the first byte. Throws AppError `no_subscription`, `recordings_used_up` or `minutes_used_up`.
 * With an upload key that came before, what that attempt left decides: nothing of use is forgotten and the upload begins
 * anew, a recording that was queued is the answer, and what was refused is refused again.
 */
export async function beginUpload(
  db: Db,
  userId: string,
  about: {
    title: string; fileName: string; language: string; modelId?: string | null; uploadKey?: string | null
    awaited?: boolean
    /** Not to be stored: until it has arrived, it may be there for as long as any upload may take. */
    isForgotten?: boolean
  },
  alongside: Alongside = async () => {},
): Promise<Begun> {
  const begun = await db.transaction(async (tx) => {
    const earlier = about.uploadKey ? await settleEarlier(tx, userId, about.uploadKey) : null
    if (earlier) return earlier
    const { rows } = await tx.execute<{ id: string; reason: null } | { id: null; reason: QuotaReason }>(
      sql`select recording_id as id, reason
            from sp_check_quota_and_create_recording(${userId}, 'upload', ${about.language}, ${tracedMeta()}::jsonb)`,
    )
    const created = rows[0]!
    if (created.id === null) return created.reason
    const { title, fileName, modelId, uploadKey, awaited, isForgotten } = about
    const forgetAt = isForgotten ? { forgetAt: inMs(limits.uploadOrphanMs) } : {}
    await tx.update(recordings).set({ title, fileName, modelId, uploadKey, awaited, ...forgetAt })
      .where(eq(recordings.id, created.id))
    const [subscription] = await tx
      .select({ plan: plans })
      .from(userSubscriptions)
      .innerJoin(plans, eq(plans.id, userSubscriptions.planId))
      .where(eq(userSubscriptions.userId, userId))
    const made = { recordingId: created.id, plan: subscription!.plan }
    await alongside(tx, made)
    return { ...made, isRepeat: false as const }
  })
  if (typeof begun === 'string') throw await makeQuotaError(db, userId, begun)
  return begun
}

async function settleEarlier(tx: Pick<Db, 'execute' | 'select' | 'delete'>, userId: string, uploadKey: string) {
  // Two attempts at once would both find nothing.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`steno:upload:${userId}:${uploadKey}`}, 0))`)
  const [earlier] = await tx
    .select()
    .from(recordings)
    .where(and(eq(recordings.userId, userId), eq(recordings.uploadKey, uploadKey)))
    .for('update')
  if (!earlier) return null
  const { id: recordingId, status, sha256, errorMessage, errorParams } = earlier
  const errorCode = earlier.errorCode as ErrorCode | null
  const wasRefused = earlier.queuedAt === null && (status === 'failed' || status === 'cancelled')
  if (status === 'uploading' || (wasRefused && errorCode && errorCodes[errorCode]?.retryable)) {
    await tx.delete(recordings).where(eq(recordings.id, recordingId))
    return null
  }
  if (!wasRefused) return { recordingId, sha256, isRepeat: true as const }
  throw errorCode
    ? new AppError(errorCode, errorMessage ?? '', { params: errorParams ?? {} })
    : new AppError('cancelled', 'This upload was cancelled.')
}

/**
 * From here on the object belongs to the row, for so long where it is not to be stored. False when the upload was cancelled
 * or deleted in the meantime.
 */
export async function noteStored(
  db: Db,
  id: string,
  { key, bytes, sha256, forgetMs = null }: { key: string; bytes: number; sha256: string | null; forgetMs?: number | null },
): Promise<boolean> {
  const forgetAt = forgetMs === null ? {} : { forgetAt: inMs(forgetMs) }
  const noted = await db.update(recordings).set({ objectKey: key, bytes, sha256, ...forgetAt }).where(stillUploading(id))
  return noted.rowCount === 1
}

/** What was said of a file after it. False when the upload was cancelled or deleted in the meantime. */
export async function noteWish(db: Db, id: string, { language, modelId }: ModelWish): Promise<boolean> {
  const noted = await db.update(recordings).set({ language, modelId }).where(stillUploading(id))
  return noted.rowCount === 1
}

/** What is known of a file when it is queued; the worker finds out the rest. */
export interface QueueFacts {
  mimeType: string | null
  durationMs: number | null
}

/**
 * Charges the minutes of a file that has arrived and queues it; false when it was cancelled or deleted in the meantime.
 * Throws AppError `media_too_long`, and `minutes_used_up` or another of the plan's.
 */
export async function queueUpload(
  db: Db,
  { id, userId }: { id: string; userId: string },
  facts: QueueFacts,
): Promise<boolean> {
  const durationMs = facts.durationMs ?? 0
  if (durationMs > limits.mediaDurationMsMax) throw makeMediaError('media_too_long', `${durationMs} ms`)
  const outcome = await chargeAndQueue(db, id, facts)
  if (outcome !== 'queued' && outcome !== 'gone') throw await makeQuotaError(db, userId, outcome, durationMs)
  return outcome === 'queued'
}

async function chargeAndQueue(
  db: Db, id: string, { mimeType, durationMs }: QueueFacts,
): Promise<'queued' | 'gone' | QuotaReason> {
  // The whole of a millisecond begun is charged, and the length that the container states may be a fraction.
  const totalMs = durationMs === null ? null : Math.ceil(durationMs)
  return db.transaction(async (tx) => {
    const noted = await tx.update(recordings).set({ mediaType: mimeType, totalMs }).where(stillUploading(id))
    if (noted.rowCount === 0) return 'gone'
    const { rows } = await tx.execute<{ reason: QuotaReason | null }>(
      sql`select sp_reserve_minutes(${id}, ${totalMs ?? 0}) as reason`,
    )
    const reason = rows[0]!.reason
    if (reason === null) await tx.update(recordings).set({ status: 'queued' }).where(eq(recordings.id, id))
    return reason ?? 'queued'
  })
}

/** Leaves a failed recording that says why, and its audio only where it is good and merely too much for the plan. */
export async function failUpload(db: Db, id: string, error: AppError): Promise<void> {
  const isGoodMedia = error.code === 'minutes_used_up' || error.code === 'recordings_used_up'
  await db.transaction(async (tx) => {
    if (!isGoodMedia) {
      await tx.update(recordings).set({ objectKey: null, bytes: null, sha256: null }).where(stillUploading(id))
    }
    await tx.execute(
      sql`select sp_fail_recording(id, fence, ${error.code}, ${error.message}, ${JSON.stringify(error.params)}::jsonb)
            from recordings where ${stillUploading(id)}`,
    )
  })
}

/** Deletes the row; what of it is stored follows through the outbox. False when it was past its upload, or gone. */
export async function forgetUpload(db: Db, id: string): Promise<boolean> {
  const gone = await db.delete(recordings).where(stillUploading(id))
  return gone.rowCount === 1
}
