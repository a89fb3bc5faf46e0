import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** One to one with users: what a person shows of themselves, and how they like Steno to be. */
export const userProfiles = pgTable('user_profiles', {
  userId: uuid('user_id').primaryKey().references(() => users.id, { onDelete: 'cascade' }),
  name: text().notNull(),
  avatarUrl: text('avatar_url'),
  /** Where the re-encoded picture lies in object storage. */
  avatarKey: text('avatar_key'),
  /** Interface language; null follows the browser. */
  locale: text({ enum: ['en', 'vi', 'zh-TW'] }),
})

