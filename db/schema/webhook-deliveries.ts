import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import { users } from './users'

export const deliveryOutcomes = ['delivered', 'refused', 'failed'] as const

/** What was sent to a user's webhook, the latest of it; domain/webhooks keeps it short. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** Null for a trial, and once the recording is gone. */
    recordingId: uuid('recording_id').references(() => recordings.id, { onDelete: 'set null' }),
    event: text().notNull(),
    /** Refused is what would be refused again: an address that may not be called, or an answer of 4xx. */
    outcome: text({ enum: deliveryOutcomes }).notNull(),
    /** HTTP status; null where no answer came. */
    status: integer(),
    /** Why it did not arrive: code of a delivery error. */
    reason: text(),
    durationMs: integer('duration_ms').notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('webhook_deliveries_user_idx').on(table.userId, table.id),
    check('webhook_deliveries_outcome_check', sql`${table.outcome} in ('delivered', 'refused', 'failed')`),
  ],
)
