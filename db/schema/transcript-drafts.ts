import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { StoredSegment } from './recording-windows'
import { recordings } from './recordings'
import { workerPools } from './worker-pools'

export const draftStatuses = ['queued', 'processing', 'done', 'failed'] as const

const instant = (name: string) => timestamp(name, { withTimezone: true })
const whole = (name: string) => bigint(name, { mode: 'number' })

/**
 * A second transcript of a finished recording, until its owner takes it in place of the first or throws it away; one
 * at a time. functions/42-sp-drafts.sql has the rules. What the columns say of the work, they say as in `recordings`.
 */
export const transcriptDrafts = pgTable(
  'transcript_drafts',
  {
    id: uuid().primaryKey().defaultRandom(),
    recordingId: uuid('recording_id')
      .notNull()
      .unique()
      .references(() => recordings.id, { onDelete: 'cascade' }),
    /** BCP 47 or `auto`, as asked for. */
    language: text().notNull(),
    detectedLanguage: text('detected_language'),
    /** Catalogue ids: the model asked for (null lets Steno choose), and the one that wrote. */
    modelId: text('model_id'),
    usedModelId: text('used_model_id'),
    status: text({ enum: draftStatuses }).notNull().default('queued'),
    createdAt: instant('created_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    progressMs: whole('progress_ms').notNull().default(0),
    totalMs: whole('total_ms'),
    /** Rises with every claim; a writer with an older value has lost its lease. */
    fence: whole('fence').notNull().default(0),
    poolId: uuid('pool_id').references(() => workerPools.id, { onDelete: 'set null' }),
    /** When it was given its owner's turn in the queue. */
    releasedAt: instant('released_at'),
    setbacks: integer().notNull().default(0),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    errorParams: jsonb('error_params').$type<Record<string, string | number>>(),
    /** In order of time; null until done. */
    segments: jsonb().$type<StoredSegment[]>(),
  },
  (table) => [
    check('transcript_drafts_status_check', sql`${table.status} in ('queued', 'processing', 'done', 'failed')`),
    index('transcript_drafts_open_idx')
      .on(table.createdAt)
      .where(sql`status in ('queued', 'processing')`),
    index('transcript_drafts_pool_idx')
      .on(table.poolId)
      .where(sql`pool_id is not null`),
  ],
)

/** Checkpoints of a draft: the windows recognised so far. Emptied when it is done. */
export const draftWindows = pgTable(
  'draft_windows',
  {
    draftId: uuid('draft_id')
      .notNull()
      .references(() => transcriptDrafts.id, { onDelete: 'cascade' }),
    idx: integer().notNull(),
    startMs: whole('start_ms').notNull(),
    endMs: whole('end_ms').notNull(),
    /** First 16 kHz sample that the following window may begin with. */
    nextStartSample: whole('next_start_sample').notNull(),
    segments: jsonb().$type<StoredSegment[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.draftId, table.idx] })],
)
