import { isAppError } from '../errors/app-error'
import type { ErrorCode } from '../errors/error-codes'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import type { ModelWish } from '../models/choose-model'
import type { ObjectStore } from '../storage/object-store'
import { findDuplicate } from './find-duplicate.server'
import { lookAndQueue, uploadCancelled } from './look-and-queue.server'
import { originalKey } from './original-key'
import { receiveUpload } from './receive-upload.server'
import { fileBytesMax, tooLargeFor } from './too-large'
import type { UploadTools } from './upload-tools'
import { parseFileName, titleFromFileName, uploadFields } from './upload-fields'
import { beginUpload, failUpload, forgetUpload, noteStored, noteWish } from './upload-row.server'

export interface Upload {
  userId: string
  fileName: string
  /** Default: the file's name without its extension. */
  title?: string
  /** BCP 47 or `auto`. */
  language: string
  /** Catalogue id; none lets Steno choose. */
  modelId?: string | null
  /** A UUID, the same for every attempt at this upload, so that a lost answer does not make a second recording. */
  uploadKey?: string | null
  /** Somebody waits for the transcript with a request open. */
  awaited?: boolean
  /** Not to be stored: how long it may be there once it has arrived, in milliseconds, if nobody takes it away before. */
  forgetMs?: number | null
  body: AsyncIterable<Uint8Array>
  /** What is said about it after it, in place of `language` and `modelId`; asked once all of the body has been read. */
  later?(): Promise<ModelWish>
  /** Aborts while the body is on its way. Once all of it has arrived, a closed page changes nothing. */
  signal: AbortSignal
}

export interface AcceptedUpload {
  recordingId: string
  /** The user's newest recording of the very same file that was there before, for them to be told. */
  duplicateOf: { id: string; title: string } | null
}

/**
 * Takes a file in: row first, then storage, a look at the content, the charge for its minutes, and the queue. Throws
 * an AppError for every refusal, each with a sentence for users. What breaks off on its way, is empty or is too large
 * leaves nothing behind; what else sending again cannot mend leaves a failed recording that says why. Its audio is kept
 * only where the plan's minutes are used up, to be tried again without another upload. A file that has arrived is never
 * given up for a trouble of ours: one that cannot be looked at is queued without, for the worker to judge, and one that
 * cannot be queued waits in its row. What is not to be stored leaves nothing in any case.
 */
export async function acceptUpload(
  { db, store, canRecognise, probe }: UploadTools,
  upload: Upload,
): Promise<AcceptedUpload> {
  const { userId, body, signal, later, awaited = false, forgetMs = null } = upload
  const fields = parseInput(uploadFields, upload)
  const fileName = parseFileName(upload.fileName)
  const title = fields.title ?? titleFromFileName(fileName)
  if (!later) await canRecognise({ language: fields.language, modelId: fields.modelId ?? null })
  const begun = await beginUpload(db, userId, { ...fields, fileName, title, awaited, isForgotten: forgetMs !== null })
  const { recordingId } = begun
  if (begun.isRepeat) return { recordingId, duplicateOf: await findDuplicate(db, userId, begun.sha256, recordingId) }
  const key = originalKey(userId, recordingId)
  let hasArrived = false
  try {
    const stored = await storeWithin(store, key, begun.plan, { body, signal })
    if (!(await noteStored(db, recordingId, { key, ...stored, forgetMs }))) {
      await store.delete(key)
      throw uploadCancelled()
    }
    if (later) await settleWish(later, { db, recordingId, canRecognise })
    hasArrived = true
    await lookAndQueue({ db, store, probe }, { id: recordingId, userId, key })
    return { recordingId, duplicateOf: await findDuplicate(db, userId, stored.sha256, recordingId) }
  } catch (error) {
    const isFinal = isAppError(error) && !error.retryable
    const isKept = forgetMs === null
    if (hasArrived && !isFinal && isKept) throw error
    const keepsReason = isFinal && isKept && !tellsItself.has(error.code)
    const settled = keepsReason ? failUpload(db, recordingId, error) : forgetUpload(db, recordingId)
    // A database that is down must not hide the reason; the reconciler settles the row later.
    await settled.catch(() => undefined)
    throw error
  }
}

/** What is wrong with what was said about a file is told, and no recording is made of it. */
async function settleWish(
  later: () => Promise<ModelWish>,
  { db, recordingId, canRecognise }: Pick<UploadTools, 'db' | 'canRecognise'> & { recordingId: string },
): Promise<void> {
  try {
    const { language, modelId } = parseInput(uploadFields.pick({ language: true, modelId: true }), await later())
    const wish = { language, modelId: modelId ?? null }
    await canRecognise(wish)
    if (!(await noteWish(db, recordingId, wish))) throw uploadCancelled()
  } catch (error) {
    await forgetUpload(db, recordingId).catch(() => undefined)
    throw error
  }
}

/** Refused by a look at the size: pages that can look refuse it before it is sent, and no recording is made of it. */
const tellsItself: ReadonlySet<ErrorCode> = new Set(['media_empty', 'upload_too_large'])

/** Streams the body to storage, no more of it than the plan allows. */
async function storeWithin(
  store: ObjectStore,
  key: string,
  plan: { name: string; uploadBytesMax: number },
  { body, signal }: { body: AsyncIterable<Uint8Array>; signal: AbortSignal },
): Promise<{ bytes: number; sha256: string }> {
  try {
    return await receiveUpload({ store, key, body, signal, bytesMax: fileBytesMax(plan), stallMs: limits.uploadStallMs })
  } catch (error) {
    if (!isAppError(error) || error.code !== 'upload_too_large') throw error
    throw tooLargeFor(plan, error)
  }
}
