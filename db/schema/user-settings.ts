import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** What a user wishes; who has no row has the defaults. */
export const userSettings = pgTable('user_settings', {
  userId: uuid('user_id').primaryKey().references(() => users.id, { onDelete: 'cascade' }),
  /** BCP 47 of summaries; null: as the pages. */
  summaryLanguage: text('summary_language'),
  /** What the language model shall mind when it summarises, in the user's words. */
  summaryInstructions: text('summary_instructions').notNull().default(''),
})
