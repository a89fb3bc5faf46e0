import { sql } from 'drizzle-orm'
import { bigint, check, integer, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core'
import { plans } from './plans'
import { users } from './users'

/** The plan a user is on and what the current cycle has used. Counters are kept by a trigger on recordings. */
export const userSubscriptions = pgTable(
  'user_subscriptions',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().unique().references(() => users.id, { onDelete: 'cascade' }),
    planId: integer('plan_id').notNull().references(() => plans.id),
    /** Cycles are whole months from here, so that a cycle begun on the 31st does not creep to the 28th. */
    cycleAnchor: timestamp('cycle_anchor', { withTimezone: true }).notNull().defaultNow(),
    cycleStart: timestamp('cycle_start', { withTimezone: true }).notNull(),
    cycleEnd: timestamp('cycle_end', { withTimezone: true }).notNull(),
    usageCount: integer('usage_count').notNull().default(0),
    usedMs: bigint('used_ms', { mode: 'number' }).notNull().default(0),
    /** Whole seconds begun; for readers of the data, never for arithmetic. */
    usedSeconds: bigint('used_seconds', { mode: 'number' }).generatedAlwaysAs(sql`(used_ms + 999) / 1000`),
  },
  (table) => [
    check('user_subscriptions_use_check', sql`${table.usageCount} >= 0 and ${table.usedMs} >= 0`),
    check('user_subscriptions_cycle_check', sql`${table.cycleStart} < ${table.cycleEnd}`),
  ],
)
