import { and, desc, eq, gt, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings, type RecordingStatus } from '#db/schema/recordings'
import { uploads } from '#db/schema/uploads'
import { AppError } from '../errors/app-error'
import type { Arrival } from '../storage/arrivals'
import { isUuid } from '../units/uuid'
import type { PartPlan } from './part-plan'

/** An upload in parts, and how its recording stands. */
export interface PartUpload extends PartPlan {
  id: string
  recordingId: string
  userId: string
  fileName: string
  expiresAt: Date
  /** Chosen by who sends it; null where they did not. */
  uploadKey: string | null
  status: RecordingStatus
  /** When it was queued first; null before, and for what was refused at the door. */
  queuedAt: Date | null
  /** Where its parts are; null where there are none any more. */
  arrival: Arrival | null
  /** Whether all of it is stored in its place. */
  isStored: boolean
}

const columns = {
  id: uploads.id, recordingId: uploads.recordingId, userId: recordings.userId, fileName: recordings.fileName,
  bytes: uploads.bytes, partBytes: uploads.partBytes, expiresAt: uploads.expiresAt, uploadKey: recordings.uploadKey,
  status: recordings.status, queuedAt: recordings.queuedAt, objectKey: uploads.objectKey, arrivalId: uploads.arrivalId, storedKey: recordings.objectKey,
}

export async function findUploads(db: Pick<Db, 'select'>, condition: SQL | undefined): Promise<PartUpload[]> {
  const rows = await db.select(columns).from(uploads).innerJoin(recordings, eq(recordings.id, uploads.recordingId))
    .where(condition).orderBy(desc(uploads.createdAt))
  return rows.map(({ objectKey, arrivalId, storedKey, fileName, ...row }) => ({
    ...row, fileName: fileName ?? '', arrival: arrivalId === null ? null : { key: objectKey, id: arrivalId },
    isStored: storedKey !== null,
  }))
}

/** Uploads of which parts can still arrive. */
export const isOpen = () =>
  and(eq(recordings.status, 'uploading'), isNull(recordings.objectKey), isNotNull(uploads.arrivalId))

/** Throws AppError `not_found`, in the same words for ids that are unknown, malformed or somebody else's. */
export async function requireUpload(db: Db, userId: string, id: string): Promise<PartUpload> {
  const [found] = isUuid(id) ? await findUploads(db, and(eq(uploads.id, id), eq(recordings.userId, userId))) : []
  if (!found) throw uploadNotFound()
  return found
}

export const uploadNotFound = () => new AppError('not_found', 'There is no such upload.')

/** What somebody has begun to send and not completed, the newest first. */
export function listOpenUploads(db: Pick<Db, 'select'>, userId: string): Promise<PartUpload[]> {
  return findUploads(db, and(eq(recordings.userId, userId), isOpen(), gt(uploads.expiresAt, sql`now()`)))
}

/** How many somebody has begun and not completed, with those that have only just been begun and take no parts yet. */
export async function countUnfinished(db: Pick<Db, 'select'>, userId: string): Promise<number> {
  const isUnfinished = and(eq(recordings.userId, userId), eq(recordings.status, 'uploading'), gt(uploads.expiresAt, sql`now()`))
  return (await findUploads(db, isUnfinished)).length
}

/** An upload of whosoever that still takes parts; for who shows a claim to one. */
export async function findOpenUpload(db: Db, id: string): Promise<PartUpload | null> {
  if (!isUuid(id)) return null
  return (await findUploads(db, and(eq(uploads.id, id), isOpen(), gt(uploads.expiresAt, sql`now()`))))[0] ?? null
}
