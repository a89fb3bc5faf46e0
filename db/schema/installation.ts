import { pgTable, text } from 'drizzle-orm/pg-core'

/** Facts about this installation's database, such as the hash of the functions that are in force. */
export const installation = pgTable('installation', {
  key: text().primaryKey(),
  value: text().notNull(),
})
