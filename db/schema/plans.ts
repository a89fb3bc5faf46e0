import { bigint, integer, numeric, pgTable, smallint, text } from 'drizzle-orm/pg-core'

export const plans = pgTable('plans', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  code: text().notNull().unique(),
  name: text().notNull(),
  description: text().notNull(),
  planType: text('plan_type', { enum: ['free', 'paid', 'custom'] }).notNull(),
  /** Per month, in the installation's own currency. */
  planCost: numeric('plan_cost', { precision: 12, scale: 2 }).notNull().default('0'),
  /** Percent taken off the cost. */
  planDiscount: numeric('plan_discount', { precision: 5, scale: 2 }).notNull().default('0'),
  /** Audio minutes per cycle; null is unlimited. */
  monthlyMinutes: integer('monthly_minutes'),
  /** Recordings per cycle; null is unlimited. */
  monthlyUsageLimit: integer('monthly_usage_limit'),
  uploadBytesMax: bigint('upload_bytes_max', { mode: 'number' }).notNull(),
  /** Days a finished recording is kept; null is for ever. */
  retentionDays: integer('retention_days'),
  /** Days its audio is kept, where that is shorter; null is as long as the recording. */
  audioRetentionDays: integer('audio_retention_days'),
  /** Smaller runs sooner. */
  jobPriority: smallint('job_priority').notNull().default(0),
  /** Recordings of one user that may be in the queue's front at once; the others wait behind other users' turns. */
  parallelJobs: smallint('parallel_jobs').notNull().default(2),
})

export type Plan = typeof plans.$inferSelect
