import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Wrong passwords within the current window, by what they are counted by. */
export const loginAttempts = pgTable('login_attempts', {
  /** `<kind>:<hash>`, such as `account:…` or `address:…`: counted, not collected. */
  key: text().primaryKey(),
  count: integer().notNull(),
  windowEnd: timestamp('window_end', { withTimezone: true }).notNull(),
})
