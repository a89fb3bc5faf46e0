import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import { users } from './users'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** Questions to one's recordings that follow from one another. */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** The only recording that is asked; null: the whole library. */
    recordingId: uuid('recording_id').references(() => recordings.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    askedAt: instant('asked_at').notNull().defaultNow(),
  },
  (table) => [
    index('conversations_user_asked_idx').on(table.userId, table.askedAt.desc()),
    index('conversations_recording_idx').on(table.recordingId),
  ],
)

export const turnStatuses = ['answering', 'done', 'failed'] as const

/** A question and its answer. */
export const conversationTurns = pgTable(
  'conversation_turns',
  {
    id: uuid().primaryKey().defaultRandom(),
    conversationId: uuid('conversation_id').notNull().references(() => conversations.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    question: text().notNull(),
    status: text({ enum: turnStatuses }).notNull().default('answering'),
    /** How it was answered; null before. */
    method: text({ enum: ['llm', 'extractive'] }),
    model: text(),
    /** Why it was not answered as well as it could have been, such as `llm_unavailable`. */
    degraded: text(),
    /** Its claims, with the numbers of their citations in brackets. Extracts have none: their citations say it all. */
    answer: text().notNull().default(''),
    /** Whether the recordings hold the answer; null before. */
    outcome: text({ enum: ['found', 'not_found'] }),
    errorCode: text('error_code'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('conversation_turns_position_key').on(table.conversationId, table.position),
    check('conversation_turns_status_check', sql`${table.status} in ('answering', 'done', 'failed')`),
  ],
)

/** What a claim rests on. It goes with its recording, so that nothing of what was deleted is quoted on. */
export const turnCitations = pgTable(
  'turn_citations',
  {
    turnId: uuid('turn_id').notNull().references(() => conversationTurns.id, { onDelete: 'cascade' }),
    /** As the answer names it, from 1. */
    number: integer().notNull(),
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    /** Of `segments`, in order of time. */
    segmentIds: jsonb('segment_ids').$type<number[]>().notNull(),
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    endMs: bigint('end_ms', { mode: 'number' }).notNull(),
    quote: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.turnId, table.number] }),
    index('turn_citations_recording_idx').on(table.recordingId),
  ],
)
