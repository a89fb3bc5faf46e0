import { sql } from 'drizzle-orm'
import { bigint, check, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** A sentence of a summary, and where it rests in the recording, in milliseconds. */
export interface StoredPoint {
  text: string
  startMs: number
  endMs: number
}

export interface StoredChapter {
  title: string
  startMs: number
}

/** The summary of a recording's transcript, one at a time. */
export const recordingSummaries = pgTable(
  'recording_summaries',
  {
    recordingId: uuid('recording_id').primaryKey().references(() => recordings.id, { onDelete: 'cascade' }),
    /** Of the transcript that was read. */
    transcriptVersion: integer('transcript_version').notNull(),
    /** The highest id of a segment then, so that newer ones can be told. */
    lastSegmentId: bigint('last_segment_id', { mode: 'number' }).notNull().default(0),
    method: text({ enum: ['llm', 'extractive'] }).notNull(),
    /** The language model; null for extracts. */
    model: text(),
    /** BCP 47 of its text. */
    language: text().notNull(),
    short: text().notNull(),
    keyPoints: jsonb('key_points').$type<StoredPoint[]>().notNull(),
    actionItems: jsonb('action_items').$type<StoredPoint[]>().notNull(),
    chapters: jsonb().$type<StoredChapter[]>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [check('recording_summaries_method_check', sql`${table.method} in ('llm', 'extractive')`)],
)

export type RecordingSummary = typeof recordingSummaries.$inferSelect
