import { and, count, eq, gt, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordingSummaries } from '#db/schema/recording-summaries'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { ownedRecording } from '../recordings/owned.server'
import type { SpokenLine, Summary } from './summary'

/** Id of the step that summarises recordings. */
export const SUMMARIZE_STEP = 'summarize'

export interface StoredSummary extends Summary {
  method: 'llm' | 'extractive'
  /** The language model; null for extracts. */
  model: string | null
  /** BCP 47 of its text; `und` where nobody knows. */
  language: string
  createdAt: Date
}

/** The summary of a user's recording; null where there is none, or no such recording. */
export async function getSummary(db: Db, userId: string, recordingId: string): Promise<StoredSummary | null> {
  const [row] = await db.select({ summary: recordingSummaries }).from(recordingSummaries)
    .innerJoin(recordings, eq(recordings.id, recordingSummaries.recordingId)).where(ownedRecording(userId, recordingId))
  if (!row) return null
  const { method, model, language, short, keyPoints, actionItems, chapters, createdAt } = row.summary
  return { method, model, language, short, keyPoints, actionItems, chapters, createdAt }
}

/** What a summary is made of. */
export interface TranscriptToSummarize {
  lines: SpokenLine[]
  lastSegmentId: number
  /** The summary that there is. */
  present: { method: 'llm' | 'extractive'; transcriptVersion: number; isFresh: boolean } | null
}

/**
 * Reads a transcript for its summary. The present one is fresh where at most `stalePercentMax` of the passages are
 * corrected or new since.
 */
export async function readForSummary(db: Db, recordingId: string, stalePercentMax: number): Promise<TranscriptToSummarize> {
  const [rows, [present]] = await Promise.all([
    db.select().from(segments).where(eq(segments.recordingId, recordingId)).orderBy(segments.idx),
    db.select().from(recordingSummaries).where(eq(recordingSummaries.recordingId, recordingId)),
  ])
  const changed = present ? await countChanged(db, recordingId, present) : 0
  return {
    lines: rows.map(({ startMs, endMs, text, speaker }) => ({ startMs, endMs, text, speaker })),
    lastSegmentId: Math.max(0, ...rows.map(({ id }) => id)),
    present: present
      ? {
          method: present.method, transcriptVersion: present.transcriptVersion,
          isFresh: changed * 100 <= rows.length * stalePercentMax,
        }
      : null,
  }
}

async function countChanged(db: Db, recordingId: string, since: { lastSegmentId: number; createdAt: Date }): Promise<number> {
  const isChanged = or(gt(segments.id, since.lastSegmentId), gt(segments.editedAt, since.createdAt))
  const [row] = await db.select({ changed: count() }).from(segments).where(and(eq(segments.recordingId, recordingId), isChanged))
  return row?.changed ?? 0
}

export interface SummaryToSave {
  transcriptVersion: number
  lastSegmentId: number
  method: 'llm' | 'extractive'
  model: string | null
  language: string
}

/** Writes a summary in place of the one that there is. */
export async function saveSummary(db: Db, recordingId: string, summary: Summary, facts: SummaryToSave): Promise<void> {
  const { short, keyPoints, actionItems, chapters } = summary
  const values = { ...facts, short, keyPoints, actionItems, chapters, createdAt: sql`clock_timestamp()` }
  await db.insert(recordingSummaries).values({ recordingId, ...values })
    .onConflictDoUpdate({ target: recordingSummaries.recordingId, set: values })
}

/** Leaves the summary as it is for a newer version of the transcript. */
export async function keepSummary(db: Db, recordingId: string, transcriptVersion: number): Promise<void> {
  await db.update(recordingSummaries).set({ transcriptVersion }).where(eq(recordingSummaries.recordingId, recordingId))
}
