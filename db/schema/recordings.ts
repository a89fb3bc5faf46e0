import { sql } from 'drizzle-orm'
import {
  bigint, boolean, check, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid,
} from 'drizzle-orm/pg-core'
import { users } from './users'
import { workerPools } from './worker-pools'

export const recordingSources = ['realtime', 'upload'] as const
export const recordingStatuses = ['uploading', 'queued', 'processing', 'done', 'failed', 'cancelled'] as const

const instant = (name: string) => timestamp(name, { withTimezone: true })
const whole = (name: string) => bigint(name, { mode: 'number' })

/** One recording and where it stands. functions/10-trigger-recording-step.sql refuses illegal steps of its status. */
export const recordings = pgTable(
  'recordings',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    source: text({ enum: recordingSources }).notNull(),
    title: text().notNull().default(''),
    /** BCP 47 or `auto`, as asked for. */
    language: text().notNull(),
    /** BCP 47, as recognised; null until done. */
    detectedLanguage: text('detected_language'),
    /** Catalogue id asked for; null lets Steno choose. */
    modelId: text('model_id'),
    /** Catalogue id that wrote the transcript. */
    usedModelId: text('used_model_id'),
    status: text({ enum: recordingStatuses }).notNull(),
    durationMs: whole('duration_ms'),
    createdAt: instant('created_at').notNull().defaultNow(),
    queuedAt: instant('queued_at'),
    startedAt: instant('started_at'),
    completedAt: instant('completed_at'),
    meta: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** Kept from its plan's retention by its owner. */
    kept: boolean().notNull().default(false),
    /** Its owner asked for it not to be stored: it is deleted when the work on it is over. */
    keepNone: boolean('keep_none').notNull().default(false),

    /** Somebody waits for the transcript with a request open: it has turns of its own, and goes before what nobody waits for. */
    awaited: boolean().notNull().default(false),
    /** Not to be stored: when it goes, if whoever it was made for has not taken it away before; null for what is kept. */
    forgetAt: instant('forget_at'),

    /** Chosen by the sender of an upload, the same for every attempt at it: one upload makes one recording. */
    uploadKey: uuid('upload_key'),

    // The audio.
    objectKey: text('object_key'),
    /** When its plan's retention took the audio and left the transcript; null while it has not. */
    audioExpiredAt: instant('audio_expired_at'),
    /** A copy that every browser plays, where the original is not one. */
    playbackKey: text('playback_key'),
    playbackType: text('playback_type'),
    fileName: text('file_name'),
    mediaType: text('media_type'),
    bytes: whole('bytes'),
    /** SHA-256 of the file, hex; tells the user when the same file comes twice. */
    sha256: text(),

    /** Rises with every change of the transcript's words. */
    transcriptVersion: whole('transcript_version').notNull().default(0),
    /** The transcript that the steps which follow it were last planned for; null before. */
    plannedVersion: whole('planned_version'),

    // What it costs its owner, and in which cycle. functions/11-trigger-recording-usage.sql keeps the sums.
    counted: boolean().notNull().default(false),
    chargedMs: whole('charged_ms').notNull().default(0),
    chargedCycle: instant('charged_cycle'),

    // The work on it.
    progressMs: whole('progress_ms').notNull().default(0),
    /** Audio to do, as far as known; null before the first look. */
    totalMs: whole('total_ms'),
    /** Rises with every claim; a writer with an older value has lost its lease. */
    fence: whole('fence').notNull().default(0),
    poolId: uuid('pool_id').references(() => workerPools.id, { onDelete: 'set null' }),
    /** When it was given its owner's turn in the queue. */
    releasedAt: instant('released_at'),
    /** Attempts since the last checkpoint that ended in an error or a dead worker. */
    setbacks: integer().notNull().default(0),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    errorParams: jsonb('error_params').$type<Record<string, string | number>>(),
  },
  (table) => [
    check('recordings_source_check', sql`${table.source} in ('realtime', 'upload')`),
    check(
      'recordings_status_check',
      sql`${table.status} in ('uploading', 'queued', 'processing', 'done', 'failed', 'cancelled')`,
    ),
    check('recordings_amounts_check', sql`${table.chargedMs} >= 0 and ${table.progressMs} >= 0`),
    index('recordings_user_created_idx').on(table.userId, table.createdAt.desc(), table.id.desc()),
    uniqueIndex('recordings_user_upload_key_idx').on(table.userId, table.uploadKey),
    index('recordings_user_sha256_idx').on(table.userId, table.sha256),
    index('recordings_open_idx').on(table.status, table.userId, table.createdAt)
      .where(sql`status in ('uploading', 'queued', 'processing')`),
    index('recordings_finished_idx').on(table.createdAt).where(sql`status in ('done', 'failed', 'cancelled')`),
    index('recordings_forget_idx').on(table.forgetAt).where(sql`forget_at is not null`),
    index('recordings_pool_idx').on(table.poolId).where(sql`pool_id is not null`),
    index('recordings_unplanned_idx').on(table.id).where(
      sql`status = 'done' and (planned_version is null or planned_version <> transcript_version)`),
    // Whose audio retention may take while the transcript stays.
    index('recordings_with_audio_idx').on(table.createdAt).where(sql`status = 'done' and object_key is not null`),
    // Live sessions that have ended and whose audio is still in pieces.
    index('recordings_unjoined_idx').on(table.id)
      .where(sql`source = 'realtime' and status = 'done' and object_key is null`),
  ],
)

export type Recording = typeof recordings.$inferSelect
export type RecordingStatus = (typeof recordingStatuses)[number]
