import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { recordings } from './recordings'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** A file on its way in parts, by signed addresses (domain/uploads), and the recording that it will be. */
export const uploads = pgTable(
  'uploads',
  {
    id: uuid().primaryKey().defaultRandom(),
    recordingId: uuid('recording_id').notNull().unique().references(() => recordings.id, { onDelete: 'cascade' }),
    /** Where the whole will be stored. */
    objectKey: text('object_key').notNull(),
    /** What the store calls its parts; null before there can be any, and when none are kept any more. */
    arrivalId: text('arrival_id'),
    /** Length of the whole. */
    bytes: bigint({ mode: 'number' }).notNull(),
    /** Length of each part but the last. */
    partBytes: integer('part_bytes').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When what has arrived by then is given up, unless it is all. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('uploads_expires_idx').on(table.expiresAt)],
)

export type UploadRow = typeof uploads.$inferSelect
