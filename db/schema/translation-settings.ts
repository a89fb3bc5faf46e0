import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** Into which languages a user's recordings are translated without being asked; no row, into none. */
export const translationSettings = pgTable('translation_settings', {
  userId: uuid('user_id').primaryKey().references(() => users.id, { onDelete: 'cascade' }),
  /** BCP 47. */
  languages: text().array().notNull(),
})
