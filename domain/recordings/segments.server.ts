import { and, asc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { ownedRecording, recordingNotFound } from './owned.server'
import type { SegmentRow } from './recording'

const { recordingId: _, ...segmentColumns } = getTableColumns(segments)

/** All segments in order of time; none before the recording is done. Throws AppError `not_found`. */
export async function listSegments(db: Db, userId: string, recordingId: string): Promise<SegmentRow[]> {
  const rows = await db.select({ recordingId: recordings.id, segment: segmentColumns }).from(recordings)
    .leftJoin(segments, eq(segments.recordingId, recordings.id))
    .where(ownedRecording(userId, recordingId)).orderBy(asc(segments.idx))
  if (rows.length === 0) throw recordingNotFound()
  return rows.flatMap((row) => (row.segment === null ? [] : [row.segment]))
}

/** Spaces and line breaks become single spaces; other control characters go. */
const tidy = (text: string) => text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '').trim()

const correction = z.object({
  text: z.string('The text is missing.').transform(tidy)
    .pipe(z.string().min(1, 'The text is missing.').max(
      limits.segmentTextCharsMax, `The text of a segment may have at most ${limits.segmentTextCharsMax} characters.`)),
})

/**
 * Replaces a segment's text; its times and what was recognised are kept. Typing the recognised text again undoes the
 * correction. Throws AppError `not_found`, or `bad_request` with `params.field`.
 */
export async function correctSegment(
  db: Db, userId: string, recordingId: string, segmentId: number, text: string,
): Promise<void> {
  const corrected = parseInput(correction, { text }).text
  const recognised = sql`coalesce(${segments.originalText}, ${segments.text})`
  await updateSegment(db, userId, recordingId, segmentId, {
    text: sql`${corrected}`,
    originalText: sql`nullif(${recognised}, ${corrected})`,
    editedAt: sql`case when ${recognised} <> ${corrected} then now() end`,
  })
}

/** Brings back the text that was recognised. Throws AppError `not_found`. */
export async function restoreSegment(db: Db, userId: string, recordingId: string, segmentId: number): Promise<void> {
  await updateSegment(db, userId, recordingId, segmentId, {
    text: sql`coalesce(${segments.originalText}, ${segments.text})`, originalText: sql`null`, editedAt: sql`null`,
  })
}

async function updateSegment(
  db: Db, userId: string, recordingId: string, segmentId: number,
  set: { text: SQL; originalText: SQL; editedAt: SQL },
): Promise<void> {
  if (!Number.isSafeInteger(segmentId)) throw recordingNotFound()
  const owned = ownedRecording(userId, recordingId)
  await db.transaction(async (tx) => {
    // Its version rises with the change, and everybody locks a recording before its segments.
    await tx.select({ id: recordings.id }).from(recordings).where(owned).for('no key update')
    const changed = await tx.update(segments).set(set).from(recordings)
      .where(and(eq(segments.id, segmentId), eq(segments.recordingId, recordings.id), owned))
    if (changed.rowCount === 0) throw recordingNotFound()
  })
}
