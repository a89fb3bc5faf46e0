import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** Keys by which programs use the API in the name of a user. Only a hash is kept: the key itself is shown once. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** The user's own word for it. */
    name: text().notNull(),
    /** SHA-256 of the key, in hex. */
    keyHash: text('key_hash').notNull().unique(),
    /** How the key begins, so that its owner can tell it from others. */
    start: text().notNull(),
    /** What it may do: domain/api-keys/scopes.ts. */
    scopes: text().array().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    /** To about a minute; null for one that was never used. */
    lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
  },
  (table) => [index('api_keys_user_idx').on(table.userId)],
)
