import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

/** Translations that their owner has taken away: they are not made again unless asked for, whatever is wanted of every recording. */
export const declinedTranslations = pgTable(
  'declined_translations',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    /** BCP 47. */
    language: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.language] })],
)
