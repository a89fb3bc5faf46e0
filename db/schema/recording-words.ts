import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'
import { users } from './users'

/**
 * The words of each recording, folded, and in how many of its passages they stand: corrects what is mistyped by what
 * was said, and tells rare words from common ones.
 */
export const recordingWords = pgTable(
  'recording_words',
  {
    recordingId: uuid('recording_id').notNull().references(() => recordings.id, { onDelete: 'cascade' }),
    word: text().notNull(),
    userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** What English leaves of it without its endings: `decides` and `decided` share one. */
    stem: text().notNull(),
    chunks: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.recordingId, table.word] }),
    index('recording_words_user_word_idx').on(table.userId, table.word),
    index('recording_words_user_stem_idx').on(table.userId, table.stem),
  ],
)
