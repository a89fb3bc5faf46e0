import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { transcriptDrafts } from '#db/schema/transcript-drafts'
import { AppError } from '../errors/app-error'
import { compareTranscripts, type Comparison } from '../transcripts/compare-transcripts'
import { findDraft } from './drafts.server'
import { recordingNotFound } from './owned.server'
import { listSegments } from './segments.server'

export interface DraftComparison extends Comparison {
  /** Segments whose text somebody has corrected, which accepting the draft would replace. */
  corrected: number
  /** Of the transcript that was compared; accepting the draft asks for it. */
  print: string
}

/**
 * A recording's transcript against its finished draft. Throws AppError `not_found`, or `conflict` before it is done.
 */
export async function compareDraft(db: Db, userId: string, recordingId: string): Promise<DraftComparison> {
  const draft = await findDraft(db, userId, recordingId)
  if (!draft) throw recordingNotFound()
  if (draft.status !== 'done') throw new AppError('conflict', 'The new transcript is not finished yet.')
  // Before the segments: what is corrected in between is refused later, rather than replaced unseen.
  const printed = await db.execute<{ print: string }>(sql`select f_transcript_print(${recordingId}::uuid) as print`)
  const before = await listSegments(db, userId, recordingId)
  const [row] = await db
    .select({ segments: transcriptDrafts.segments })
    .from(transcriptDrafts)
    .where(eq(transcriptDrafts.id, draft.id))
  return {
    ...compareTranscripts(before, row?.segments ?? []),
    corrected: before.filter(({ editedAt }) => editedAt !== null).length,
    print: printed.rows[0]!.print,
  }
}
