import { and, eq, gt, isNotNull, sql } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { uploads } from '#db/schema/uploads'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import type { AcceptedUpload } from './accept-upload.server'
import { fileBytesMax, tooLargeFor } from './too-large'
import type { UploadTools } from './upload-tools'
import { findDuplicate } from './find-duplicate.server'
import { originalKey } from './original-key'
import { countUnfinished, findUploads, requireUpload, uploadNotFound, type PartUpload } from './own-upload.server'
import { makePartPlan } from './part-plan'
import { parseFileName, titleFromFileName, uploadFields } from './upload-fields'
import { beginUpload, forgetUpload } from './upload-row.server'

export interface UploadWish {
  userId: string
  fileName: string
  /** Of the whole file. */
  bytes: number
  /** A media type; what the file is, is judged by its content. */
  contentType?: string
  /** Default: the file's name without its extension. */
  title?: string
  /** BCP 47 or `auto`. */
  language: string
  /** Catalogue id; none lets Steno choose. */
  modelId?: string | null
  /** A UUID, the same for every attempt at this upload, which goes on where the one before it was. */
  uploadKey?: string | null
}

/** What there is to do: parts to be sent, or nothing, since an earlier attempt arrived and only its answer was lost. */
export type StartedUpload = { upload: PartUpload; accepted: null } | { upload: null; accepted: AcceptedUpload }

/**
 * Begins an upload in parts: its recording, which takes a place of the plan, then the way for its parts. Throws an AppError
 * for every refusal that can be known before a byte is sent, and `conflict` where too many are unfinished.
 */
export async function startUpload(
  { db, store, canRecognise }: Pick<UploadTools, 'db' | 'store' | 'canRecognise'>, wish: UploadWish,
): Promise<StartedUpload> {
  const { userId, bytes } = wish
  const fields = parseInput(uploadFields, wish)
  const fileName = parseFileName(wish.fileName)
  if (bytes === 0) throw new AppError('media_empty', 'The file is empty: choose one with sound in it.')
  const { uploadKey } = fields
  const earlier = uploadKey ? await findEarlier({ db, userId, uploadKey, bytes }) : null
  if (earlier) return { upload: earlier, accepted: null }
  await canRecognise({ language: fields.language, modelId: fields.modelId ?? null })
  const title = fields.title ?? titleFromFileName(fileName)
  const plan = makePartPlan(bytes)
  const begun = await beginUpload(db, userId, { ...fields, fileName, title }, async (tx, { recordingId, plan: allowed }) => {
    // Thrown in here, these leave no recording behind.
    if (bytes > fileBytesMax(allowed)) throw tooLargeFor(allowed)
    // The quota's lock is held by now, so that none that are begun at once pass this together.
    if ((await countUnfinished(tx, userId)) >= limits.uploadsOpenMax) throw tooMany()
    const expiresAt = new Date(Date.now() + limits.uploadLifeMs)
    await tx.insert(uploads).values({ recordingId, objectKey: originalKey(userId, recordingId), expiresAt, ...plan })
  })
  const { recordingId } = begun
  if (begun.isRepeat) {
    return { upload: null, accepted: { recordingId, duplicateOf: await findDuplicate(db, userId, begun.sha256, recordingId) } }
  }
  const arrival = await beginArrival({ db, store }, { userId, recordingId, contentType: wish.contentType })
  const [row] = await db.update(uploads).set({ arrivalId: arrival.id }).where(eq(uploads.recordingId, recordingId))
    .returning({ id: uploads.id })
  if (!row) {
    await store.arrivals.drop(arrival)
    throw uploadNotFound()
  }
  return { upload: await requireUpload(db, userId, row.id), accepted: null }
}

async function findEarlier(
  { db, userId, uploadKey, bytes }: Pick<UploadTools, 'db'> & { userId: string; uploadKey: string; bytes: number },
): Promise<PartUpload | null> {
  const isThis = and(eq(recordings.userId, userId), eq(recordings.uploadKey, uploadKey), eq(uploads.bytes, bytes))
  // Also one that is stored in full and whose completion broke off: there is only that left to do.
  const isUnderWay = and(eq(recordings.status, 'uploading'), isNotNull(uploads.arrivalId), gt(uploads.expiresAt, sql`now()`))
  return (await findUploads(db, and(isThis, isUnderWay)))[0] ?? null
}

async function beginArrival(
  { db, store }: Pick<UploadTools, 'db' | 'store'>,
  { userId, recordingId, contentType }: { userId: string; recordingId: string; contentType: string | undefined },
) {
  try {
    return await store.arrivals.begin(originalKey(userId, recordingId), contentType === undefined ? {} : { contentType })
  } catch (error) {
    // A database that is down must not hide the reason; the row is settled later.
    await forgetUpload(db, recordingId).catch(() => undefined)
    throw error
  }
}

function tooMany(): AppError {
  const sentence = `${limits.uploadsOpenMax} uploads are unfinished: complete or abort some of them first.`
  return new AppError('conflict', sentence)
}
