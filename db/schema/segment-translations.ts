import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/**
 * A segment's text in another language. It belongs to a place in the transcript rather than to a row of it, since live speech is
 * translated before its segment is stored, and a transcript that is made anew has other rows.
 */
export const segmentTranslations = pgTable(
  'segment_translations',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    /** BCP 47. */
    language: text().notNull(),
    /** `segments.idx`. */
    idx: integer().notNull(),
    /** Of the text that was translated: where the segment's differs, this is no longer its translation. */
    sourceHash: text('source_hash').notNull(),
    text: text().notNull(),
    /** Made while somebody spoke, for those who read along, and not wanted by the speaker. */
    forViewers: boolean('for_viewers').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.language, table.idx] })],
)
