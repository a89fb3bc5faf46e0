import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** Dead letters: work that will not be tried again by itself. An administrator can replay or discard them. */
export const jobFailures = pgTable(
  'job_failures',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    task: text().notNull(),
    /** Which run of which step it was, where it was one. */
    step: text(),
    stepKey: text('step_key'),
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    errorCode: text('error_code').notNull(),
    message: text().notNull(),
    setbacks: integer().notNull(),
    failedAt: timestamp('failed_at', { withTimezone: true }).notNull().defaultNow(),
    /** When it was replayed or discarded. */
    settledAt: timestamp('settled_at', { withTimezone: true }),
  },
  (table) => [index('job_failures_open_idx').on(table.failedAt).where(sql`settled_at is null`)],
)
