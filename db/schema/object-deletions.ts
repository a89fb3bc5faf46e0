import { bigint, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/**
 * Outbox: objects whose row is gone, and parts of uploads that nobody needs any more. Written in the deleting transaction,
 * carried out after it.
 */
export const objectDeletions = pgTable(
  'object_deletions',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    objectKey: text('object_key').notNull(),
    /** Set: not the object is deleted, but the parts that arrived for it under this id. */
    arrivalId: text('arrival_id'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    notBefore: timestamp('not_before', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('object_deletions_due_idx').on(table.notBefore)],
)
