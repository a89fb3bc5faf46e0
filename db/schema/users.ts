import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey().defaultRandom(),
    email: text().notNull(),
    userName: text('user_name').notNull(),
    /** Argon2id in PHC string format. */
    passwordHash: text('password_hash').notNull(),
    verified: boolean().notNull().default(false),
    role: text({ enum: ['user', 'admin'] }).notNull().default('user'),
    status: text({ enum: ['active', 'suspended'] }).notNull().default('active'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('users_email_key').on(sql`lower(${table.email})`),
    check('users_role_check', sql`${table.role} in ('user', 'admin')`),
    check('users_status_check', sql`${table.status} in ('active', 'suspended')`),
  ],
)

export type User = typeof users.$inferSelect
