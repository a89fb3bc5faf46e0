import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

export const stepStatuses = ['waiting', 'queued', 'running', 'done', 'failed', 'skipped'] as const

const instant = (name: string) => timestamp(name, { withTimezone: true })
const whole = (name: string) => bigint(name, { mode: 'number' })

/**
 * What follows the transcript of a recording: one row for each run of each step of the pipeline, whose failure never
 * costs the transcript. functions/45-steps.sql has the rules.
 */
export const recordingSteps = pgTable(
  'recording_steps',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    /** Id of the step, as worker/steps names it. */
    step: text().notNull(),
    /** Tells a step's runs apart, for instance by language; empty where there is only one. */
    key: text().notNull().default(''),
    status: text({ enum: stepStatuses }).notNull().default('waiting'),
    /** What whoever asked for this run wishes. */
    params: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    /** The transcript that it has read, or reads: `recordings.transcript_version`. */
    transcriptVersion: whole('transcript_version').notNull().default(0),
    /** Rises with every claim; a writer with an older value has lost its lease. */
    fence: whole('fence').notNull().default(0),
    /** Attempts in a row that ended in an error, or with their worker. */
    attempts: integer().notNull().default(0),
    /** 0 to 1, where it tells. */
    progress: real().notNull().default(0),
    /** Why the outcome is less than it could be; null where it is not. */
    degraded: text(),
    facts: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    createdAt: instant('created_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.recordingId, table.step, table.key] }),
    check('recording_steps_status_check', sql`${table.status} in ('waiting', 'queued', 'running', 'done', 'failed', 'skipped')`),
    index('recording_steps_open_idx').on(table.recordingId).where(sql`status in ('waiting', 'queued', 'running')`),
  ],
)

export type RecordingStep = typeof recordingSteps.$inferSelect
export type StepStatus = (typeof stepStatuses)[number]
