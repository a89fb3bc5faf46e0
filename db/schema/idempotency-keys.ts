import { customType, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/**
 * Requests to the API that named themselves by an Idempotency-Key, with their answers, so that a request that comes
 * again is answered and not carried out again. Neither the name nor the answer can be read from here: both take the
 * name that only the client knows (domain/idempotency/seal.server.ts).
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Keyed hash of the owner and the client's key. */
    keyHash: text('key_hash').primaryKey(),
    /** Null for requests of guests, such as a log-in. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** Keyed hash of what was asked; null until all of it has been read. */
    fingerprint: text(),
    /** HTTP status; null while the request is being carried out. */
    status: integer(),
    /** Headers and body, sealed. */
    answer: bytea(),
    /** Rises with every holder; one with an older value has been given up for dead. */
    fence: integer().notNull().default(0),
    /** When whoever carries it out last said so. */
    touchedAt: timestamp('touched_at', { withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('idempotency_keys_user_idx').on(table.userId),
    index('idempotency_keys_expires_idx').on(table.expiresAt),
  ],
)
