import { bigint, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { users } from './users'

/** Totals over a user's recordings, kept by a trigger so that no page has to scan. */
export const userStats = pgTable('user_stats', {
  userId: uuid('user_id').primaryKey().references(() => users.id, { onDelete: 'cascade' }),
  recordingsTotal: integer('recordings_total').notNull().default(0),
  recordingsDone: integer('recordings_done').notNull().default(0),
  recordingsFailed: integer('recordings_failed').notNull().default(0),
  audioMsDone: bigint('audio_ms_done', { mode: 'number' }).notNull().default(0),
  storedBytes: bigint('stored_bytes', { mode: 'number' }).notNull().default(0),
})
