import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import { users } from './users'
import { webhooks } from './webhooks'

export const deliveryOutcomes = ['pending', 'delivered', 'refused', 'failed'] as const

/** What webhooks are told, and how that went. functions/46-webhooks.sql adds to it; domain/webhooks delivers. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    webhookId: uuid('webhook_id').notNull().references(() => webhooks.id, { onDelete: 'cascade' }),
    /** Null for a trial, and once the recording is gone. */
    recordingId: uuid('recording_id').references(() => recordings.id, { onDelete: 'set null' }),
    event: text().notNull(),
    /** Names what happened, the same however often it is told. */
    eventId: text('event_id').notNull(),
    /** What the event is about besides the recording, such as a language; may be empty. */
    subject: text().notNull().default(''),
    /** A trial, or a repetition that somebody asked for: tried once, and not again by itself. */
    byHand: boolean('by_hand').notNull().default(false),
    /** What is sent; null until the first attempt, and once the recording is gone. */
    body: text(),
    /** Refused is what would be refused again: an address that may not be called, or an answer of 4xx. */
    outcome: text({ enum: deliveryOutcomes }).notNull(),
    attempts: integer().notNull().default(0),
    /** HTTP status of the last attempt; null where no answer came. */
    status: integer(),
    /** Why it did not arrive: code of a delivery error. */
    reason: text(),
    /** Of the last attempt. */
    durationMs: integer('duration_ms'),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    attemptedAt: timestamp('attempted_at', { withTimezone: true }),
    /** When the next attempt is due; null where there is none. */
    nextAttemptAt: timestamp('next_attempt_at', { withTimezone: true }),
  },
  (table) => [
    index('webhook_deliveries_webhook_idx').on(table.webhookId, table.at, table.id),
    index('webhook_deliveries_at_idx').on(table.at),
    index('webhook_deliveries_pending_idx').on(table.nextAttemptAt).where(sql`outcome = 'pending' and not by_hand`),
    uniqueIndex('webhook_deliveries_event_idx').on(table.webhookId, table.eventId).where(sql`not by_hand`),
    check('webhook_deliveries_outcome_check', sql`${table.outcome} in ('pending', 'delivered', 'refused', 'failed')`),
  ],
)
