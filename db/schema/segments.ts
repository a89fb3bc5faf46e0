import { bigint, index, integer, jsonb, pgTable, real, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** A word as stored in `segments.words`; times in milliseconds from the start of the recording. */
export interface StoredWord {
  text: string
  startMs: number
  endMs: number
  confidence?: number
}

export const segments = pgTable(
  'segments',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    idx: integer().notNull(),
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    endMs: bigint('end_ms', { mode: 'number' }).notNull(),
    text: text().notNull(),
    words: jsonb().$type<StoredWord[]>(),
    speaker: text(),
    /** 0 to 1; null where the model gives none. */
    confidence: real(),
    /** What was recognised, once somebody has corrected the text. */
    originalText: text('original_text'),
    editedAt: timestamp('edited_at', { withTimezone: true }),
  },
  (table) => [
    unique('segments_recording_idx_key').on(table.recordingId, table.idx),
    index('segments_recording_start_idx').on(table.recordingId, table.startMs),
  ],
)

export type Segment = typeof segments.$inferSelect
