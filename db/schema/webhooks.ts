import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

export const disabledReasons = ['failures', 'gone'] as const

/** Where users want to be told of what becomes of their recordings. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    url: text().notNull(),
    /** The user's own word for it; may be empty. */
    description: text().notNull().default(''),
    /** What it is told of: domain/webhooks/webhook-events.ts. */
    events: text().array().notNull(),
    enabled: boolean().notNull().default(true),
    /** Why Steno has switched it off; null where its owner did, and while it is on. */
    disabledReason: text('disabled_reason', { enum: disabledReasons }),
    disabledAt: timestamp('disabled_at', { withTimezone: true }),
    /** Deliveries in a row that were given up. */
    givenUp: integer('given_up').notNull().default(0),
    /** With the installation's own secret it makes the one that signs; a copy of the database alone signs nothing. */
    salt: text().notNull(),
    /** That of the secret before, which signs too until then. */
    previousSalt: text('previous_salt'),
    previousUntil: timestamp('previous_until', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('webhooks_user_idx').on(table.userId),
    check('webhooks_disabled_reason_check', sql`${table.disabledReason} in ('failures', 'gone')`),
  ],
)
