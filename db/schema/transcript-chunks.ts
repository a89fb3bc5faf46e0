import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** Passages of a transcript, made for search: a few segments each, their times kept. */
export const transcriptChunks = pgTable(
  'transcript_chunks',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    chunkIndex: integer('chunk_index').notNull(),
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    endMs: bigint('end_ms', { mode: 'number' }).notNull(),
    text: text().notNull(),
    tokenCount: integer('token_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.chunkIndex] })],
)
