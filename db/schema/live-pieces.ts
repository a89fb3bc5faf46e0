import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** Stored audio of a live session, in order and without gaps: 16 kHz mono PCM16 objects, until a job joins them. */
export const livePieces = pgTable(
  'live_pieces',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    idx: integer().notNull(),
    objectKey: text('object_key').notNull(),
    startSample: bigint('start_sample', { mode: 'number' }).notNull(),
    samples: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.idx] })],
)
