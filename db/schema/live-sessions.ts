import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const whole = (name: string) => bigint(name, { mode: 'number' })

export const liveEndReasons = ['stopped', 'quota', 'interrupted', 'cancelled'] as const

/**
 * The live part of a recording: what of it is stored and what of that is settled as text. The recording's own `fence` says
 * which connection may write. functions/40-sp-live.sql is the only writer of the counters.
 */
export const liveSessions = pgTable(
  'live_sessions',
  {
    recordingId: uuid('recording_id').primaryKey().references(() => recordings.id, { onDelete: 'cascade' }),
    /** First sequence number that is not stored. */
    nextSeq: whole('next_seq').notNull().default(0),
    /** 16 kHz samples stored. */
    samples: whole('samples').notNull().default(0),
    /** Recognition may start again here: everything before is in `segments`. */
    cutSample: whole('cut_sample').notNull().default(0),
    nextSegment: integer('next_segment').notNull().default(0),
    nextPiece: integer('next_piece').notNull().default(0),
    /** When a connection last wrote or said that it lives. */
    touchedAt: instant('touched_at').notNull().defaultNow(),
    /** Whether some connection holds it, as far as is known. */
    attachedAt: instant('attached_at'),
    /** Which copy of the live server holds it, as host and port; for the administrator's eyes. */
    heldBy: text('held_by'),
    endedAt: instant('ended_at'),
    endReason: text('end_reason', { enum: liveEndReasons }),
    /** What the client calls what it says: the take that held the session last (server/SPEC.md 2.12). */
    take: uuid(),
    /** Takes that held it before, each with the first sequence number that was not stored when another one followed. */
    formerTakes: jsonb('former_takes').$type<Record<string, number>>().notNull().default({}),
    /** Whether its client can come back to it (server/SPEC.md 9.7). */
    resumable: boolean().notNull().default(true),
    /** SHA-256 of the viewers' token, hex; null while it is not shared. */
    viewerTokenHash: text('viewer_token_hash').unique(),
    /** BCP 47 of the language into which the speaker has it translated; null for none. */
    translateTo: text('translate_to'),
  },
  (table) => [
    index('live_sessions_open_idx').on(table.touchedAt).where(sql`ended_at is null`),
    index('live_sessions_take_idx').on(table.take),
  ],
)
