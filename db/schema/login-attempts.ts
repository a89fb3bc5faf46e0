import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Failed log-ins per account and per address within the current window. */
export const loginAttempts = pgTable('login_attempts', {
  /** `account:<hash>` or `address:<hash>`: counted, not collected. */
  key: text().primaryKey(),
  count: integer().notNull(),
  windowEnd: timestamp('window_end', { withTimezone: true }).notNull(),
})
