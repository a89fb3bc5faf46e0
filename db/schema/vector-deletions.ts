import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Outbox: recordings whose vectors are to leave a collection. Written in the deleting transaction, carried out after it. */
export const vectorDeletions = pgTable(
  'vector_deletions',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    collection: text().notNull(),
    recordingId: uuid('recording_id').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    notBefore: timestamp('not_before', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('vector_deletions_due_idx').on(table.notBefore)],
)
