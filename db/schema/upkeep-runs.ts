import { boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** The last run of each kind of upkeep, for the administrator's page. */
export const upkeepRuns = pgTable('upkeep_runs', {
  /** domain/upkeep/duty-names.ts names them all. */
  name: text().primaryKey(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
  durationMs: integer('duration_ms').notNull(),
  succeeded: boolean().notNull(),
  /** How many of what it found; what went wrong is in the log. */
  found: jsonb().$type<Record<string, number>>().notNull(),
})
