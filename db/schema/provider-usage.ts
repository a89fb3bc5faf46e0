import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

const whole = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/** What models on other servers did for a user in a month (UTC), and what it cost. */
export const providerUsage = pgTable(
  'provider_usage',
  {
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** Its first day. */
    month: date({ mode: 'string' }).notNull(),
    purpose: text({ enum: ['summary', 'answer', 'translation', 'embedding', 'speech'] }).notNull(),
    model: text().notNull(),
    calls: integer().notNull().default(0),
    inputTokens: whole('input_tokens'),
    outputTokens: whole('output_tokens'),
    /** Of speech, which is priced by them. */
    characters: whole('characters'),
    /** Calls whose tokens the provider did not say. */
    estimatedCalls: integer('estimated_calls').notNull().default(0),
    /** Millionths of the currency, of the calls whose price was known. */
    costMicros: whole('cost_micros'),
    unpricedCalls: integer('unpriced_calls').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.month, table.purpose, table.model] }),
    index('provider_usage_month_idx').on(table.month),
    check('provider_usage_amounts_check', sql`${table.calls} >= 0 and ${table.costMicros} >= 0`),
  ],
)
