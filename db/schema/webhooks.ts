import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** Where a user wants to be told of recordings that are done; one each. */
export const webhooks = pgTable('webhooks', {
  userId: uuid('user_id').primaryKey().references(() => users.id, { onDelete: 'cascade' }),
  url: text().notNull(),
  /** With the installation's own secret it makes the one that signs; a copy of the database alone signs nothing. */
  salt: text().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
