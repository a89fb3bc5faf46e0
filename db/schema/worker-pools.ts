import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** One row per running worker process; a heartbeat that stops hands its jobs to others. */
export const workerPools = pgTable(
  'worker_pools',
  {
    id: uuid().primaryKey(),
    host: text().notNull(),
    pid: integer().notNull(),
    /** graphile-worker's ids of its workers, whose locks are broken when the pool is dead. */
    workerIds: text('worker_ids').array().notNull().default([]),
    startedAt: timestamp('started_at', { withTimezone: true }).notNull().defaultNow(),
    heartbeatAt: timestamp('heartbeat_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('worker_pools_heartbeat_idx').on(table.heartbeatAt)],
)
