import { bigint, customType, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import { users } from './users'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** Passages of a transcript, made for search: a few segments each, their times kept. */
export const transcriptChunks = pgTable(
  'transcript_chunks',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    chunkIndex: integer('chunk_index').notNull(),
    /** The recording's owner: search is filtered by it before anything else. */
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** `idx` of its first and its last segment. */
    segmentFrom: integer('segment_from').notNull(),
    segmentTo: integer('segment_to').notNull(),
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    endMs: bigint('end_ms', { mode: 'number' }).notNull(),
    text: text().notNull(),
    tokenCount: integer('token_count').notNull(),
    /** Hash of index and text: tells whether a stored vector is of this very passage. */
    print: text().notNull(),
    /** Its words, with and without marks, and their places (domain/search/lexemes.ts). */
    lexemes: tsvector().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.recordingId, table.chunkIndex] }),
    index('transcript_chunks_user_idx').on(table.userId),
  ],
)
