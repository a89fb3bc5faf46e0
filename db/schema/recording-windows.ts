import { bigint, integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import type { StoredWord } from './segments'

/** A segment as a checkpoint holds it, before it becomes a row of `segments`. */
export interface StoredSegment {
  startMs: number
  endMs: number
  text: string
  words?: StoredWord[]
  speaker?: string
  confidence?: number
}

/** Checkpoints of a transcription: the windows recognised so far. Emptied when the recording is done. */
export const recordingWindows = pgTable(
  'recording_windows',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    idx: integer().notNull(),
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    endMs: bigint('end_ms', { mode: 'number' }).notNull(),
    /** First 16 kHz sample that the following window may begin with. */
    nextStartSample: bigint('next_start_sample', { mode: 'number' }).notNull(),
    segments: jsonb().$type<StoredSegment[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.idx] })],
)
