import { and, eq, isNull, lt, ne, sql } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { uploads } from '#db/schema/uploads'
import { AppError, isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { finishUpload, type CompletionTools } from './complete-upload.server'
import { listArrived } from './list-arrived.server'
import { findUploads, isOpen, type PartUpload } from './own-upload.server'
import { listParts } from './part-plan'
import { failUpload, forgetUpload } from './upload-row.server'

export interface SettledArrivals {
  /** All of whose parts had arrived, and that nobody had completed. */
  completed: number
  /** Past their time. */
  expired: number
}

/**
 * Completes uploads whose sender went away when all had arrived, and gives those up that are past their time, so that
 * their parts go through the outbox and their place in the plan is free. What storage cannot tell today waits.
 */
export async function settleArrivals(tools: CompletionTools, now = Date.now()): Promise<SettledArrivals> {
  const { db } = tools
  let completed = 0
  let expired = 0
  for (const upload of await findUploads(db, isOpen())) {
    const end = await settleOne(tools, upload, now)
    if (end === 'completed') completed += 1
    if (end === 'expired') expired += 1
  }
  // Their process died before it could tell anybody that they were there.
  const unborn = await findUploads(db, and(
    eq(recordings.status, 'uploading'), isNull(uploads.arrivalId), lt(uploads.createdAt, new Date(now - limits.uploadSettleMs))))
  for (const { recordingId } of unborn) if (await forgetUpload(db, recordingId)) expired += 1
  await db.delete(uploads).where(and(lt(uploads.expiresAt, new Date(now)), sql`exists (${
    db.select({ one: sql`1` }).from(recordings).where(and(eq(recordings.id, uploads.recordingId), ne(recordings.status, 'uploading')))})`))
  return { completed, expired }
}

const unfinished = () => new AppError('upload_incomplete', 'The upload was not finished: send the file again.')

async function settleOne(tools: CompletionTools, upload: PartUpload, now: number): Promise<'completed' | 'expired' | null> {
  try {
    const arrived = await listArrived(tools.store, upload.arrival!, upload)
    const lengths = new Map(arrived.map(({ number, bytes }) => [number, bytes]))
    const isWhole = listParts(upload).every(({ number, bytes }) => lengths.get(number) === bytes)
    const lastAt = Math.max(...arrived.map(({ arrivedAt }) => arrivedAt.getTime()))
    if (isWhole && now - lastAt >= limits.uploadSettleMs) {
      await finishUpload(tools, upload)
      return 'completed'
    }
    if (isWhole || upload.expiresAt.getTime() > now) return null
    await failUpload(tools.db, upload.recordingId, unfinished())
    return 'expired'
  } catch (error) {
    // A refusal has been written down with its recording.
    if (!isAppError(error)) throw error
    return null
  }
}
