import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { embeddingCollections } from './embedding-collections'
import { recordings } from './recordings'

/**
 * Which recordings have vectors in which collection, and of which text. Written before the vectors are, so that none
 * can be forgotten: where a row goes, an entry of `vector_deletions` follows (functions/50-search.sql).
 */
export const embeddedRecordings = pgTable(
  'embedded_recordings',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    collection: text().notNull().references(() => embeddingCollections.name, { onDelete: 'cascade' }),
    /** Hash of the passages whose vectors are stored; null while they are being written, or in doubt. */
    print: text(),
    vectors: integer().notNull().default(0),
    embeddedAt: timestamp('embedded_at', { withTimezone: true }).notNull().defaultNow(),
    /** Rises with every run that begins, and with one that ends in doubt: who finds another number was not alone. */
    run: integer().notNull().default(0),
    /** How often in a row this recording was refused. */
    setbacks: integer().notNull().default(0),
    /** Upkeep leaves it alone until then; null where it need not wait. */
    notBefore: timestamp('not_before', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.recordingId, table.collection] }),
    index('embedded_recordings_collection_idx').on(table.collection),
  ],
)
