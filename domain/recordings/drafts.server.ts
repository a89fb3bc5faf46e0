import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { transcriptDrafts } from '#db/schema/transcript-drafts'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import type { ModelWish } from '../models/choose-model'
import { currentTraceparent } from '../telemetry/tracing.server'
import { uploadFields } from '../uploads/upload-fields'
import type { RecordingDraft } from './draft'
import { requireRecording } from './get-recording.server'
import { ownedRecording, recordingNotFound } from './owned.server'

const wishFields = uploadFields.pick({ language: true, modelId: true })

const d = transcriptDrafts
const draftColumns = {
  id: d.id,
  status: d.status,
  language: d.language,
  detectedLanguage: d.detectedLanguage,
  modelId: d.modelId,
  usedModelId: d.usedModelId,
  startedAt: d.startedAt,
  progressMs: d.progressMs,
  totalMs: d.totalMs,
  errorCode: d.errorCode,
  errorParams: d.errorParams,
}

/** The draft of a recording of the user's; null where it has none. Throws AppError `not_found`. */
export async function findDraft(db: Db, userId: string, recordingId: string): Promise<RecordingDraft | null> {
  const [row] = await db
    .select({ recordingId: recordings.id, draft: draftColumns })
    .from(recordings)
    .leftJoin(d, eq(d.recordingId, recordings.id))
    .where(ownedRecording(userId, recordingId))
  if (!row) throw recordingNotFound()
  return row.draft
}

/**
 * Has a finished recording transcribed once more, into a draft; the transcript stays as it is meanwhile. Costs
 * nothing: the audio has been paid for. Throws AppError `bad_request`, `not_found`, `conflict` (not done, or its audio
 * is not stored), or `draft_exists`: one at a time.
 */
export async function beginDraft(db: Db, userId: string, recordingId: string, wish: ModelWish): Promise<void> {
  const { language, modelId } = parseInput(wishFields, wish)
  await requireRecording(db, userId, recordingId)
  const { rows } = await db.execute<{ reason: 'not_found' | 'conflict' | 'draft_exists' | null }>(
    sql`select sp_begin_draft(${userId}::uuid, ${recordingId}::uuid, ${language}, ${modelId ?? null},
          ${currentTraceparent()}) as reason`,
  )
  const { reason } = rows[0]!
  if (reason === 'not_found') throw recordingNotFound()
  if (reason === 'conflict') {
    throw new AppError('conflict', 'Only a finished recording whose audio is stored can be transcribed again.')
  }
  if (reason === 'draft_exists') {
    throw new AppError('draft_exists', 'This recording is being transcribed again already, or waits for your decision.')
  }
}

/**
 * Puts a finished draft in place of the transcript, corrections and all. `print` is what `compareDraft` gave: throws
 * `transcript_changed` where the transcript was corrected since, and `not_found`.
 */
export async function acceptDraft(
  db: Db,
  userId: string,
  recordingId: string,
  { draftId, print }: { draftId: string; print: string },
): Promise<void> {
  await requireDraft(db, userId, recordingId, draftId)
  const { rows } = await db.execute<{ outcome: 'accepted' | 'changed' | 'not_found' }>(
    sql`select sp_accept_draft(${userId}::uuid, ${recordingId}::uuid, ${draftId}::uuid, ${print}) as outcome`,
  )
  const { outcome } = rows[0]!
  if (outcome === 'not_found') throw recordingNotFound()
  if (outcome === 'changed') {
    throw new AppError('transcript_changed', 'The transcript was corrected meanwhile: look at the differences again.')
  }
}

/** Throws a draft away, at any moment; work on it ends. Throws `not_found`. */
export async function discardDraft(db: Db, userId: string, recordingId: string, draftId: string): Promise<void> {
  await requireDraft(db, userId, recordingId, draftId)
  const { rows } = await db.execute<{ discarded: boolean }>(
    sql`select sp_discard_draft(${userId}::uuid, ${recordingId}::uuid, ${draftId}::uuid) as discarded`,
  )
  if (!rows[0]?.discarded) throw recordingNotFound()
}

async function requireDraft(db: Db, userId: string, recordingId: string, draftId: string): Promise<void> {
  if ((await findDraft(db, userId, recordingId))?.id !== draftId) throw recordingNotFound()
}
