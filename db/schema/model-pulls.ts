import { sql } from 'drizzle-orm'
import { bigint, check, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const modelPullStatuses = ['queued', 'running', 'done', 'failed', 'removing', 'removed'] as const

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** Recognition models that an administrator asked to be fetched or removed, and how far a worker has come with it. */
export const modelPulls = pgTable(
  'model_pulls',
  {
    /** Catalogue id. */
    modelId: text('model_id').primaryKey(),
    status: text({ enum: modelPullStatuses }).notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
    /** The machine whose worker has done it, or does. */
    host: text(),
    /** Of the file that is being fetched; its name, and the bytes of it, which are null where nobody has said. */
    file: text(),
    doneBytes: bigint('done_bytes', { mode: 'number' }).notNull().default(0),
    totalBytes: bigint('total_bytes', { mode: 'number' }),
    /** What went wrong, in English; null where nothing did. */
    problem: text(),
  },
  (table) => [
    check('model_pulls_status_check', sql`${table.status} in ('queued', 'running', 'done', 'failed', 'removing', 'removed')`),
  ],
)

export type ModelPull = typeof modelPulls.$inferSelect
