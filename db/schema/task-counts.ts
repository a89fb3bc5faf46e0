import { bigint, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** Jobs that ended, counted by task, hour and outcome, so that no page has to look through the queue's past. */
export const taskCounts = pgTable(
  'task_counts',
  {
    task: text().notNull(),
    /** Its beginning. */
    hour: timestamp({ withTimezone: true }).notNull(),
    /** As worker/task.ts names it; `error` where the job threw. */
    outcome: text().notNull(),
    jobs: integer().notNull(),
    /** Milliseconds that they took together. */
    totalMs: bigint('total_ms', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.task, table.hour, table.outcome] }), index('task_counts_hour_idx').on(table.hour)],
)
