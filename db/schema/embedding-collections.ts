import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'

export const collectionStatuses = ['building', 'active', 'retired'] as const

/** Collections of vectors, one for each embedding model: searched is the active one, while another may be built. */
export const embeddingCollections = pgTable(
  'embedding_collections',
  {
    /** Its name in the vector store. */
    name: text().primaryKey(),
    /** Id of the embedding model that made its vectors. */
    model: text().notNull(),
    dimensions: integer().notNull(),
    status: text({ enum: collectionStatuses }).notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check('embedding_collections_status_check', sql`${table.status} in ('building', 'active', 'retired')`),
    uniqueIndex('embedding_collections_active_idx').on(table.status).where(sql`status = 'active'`),
    uniqueIndex('embedding_collections_building_idx').on(table.status).where(sql`status = 'building'`),
  ],
)

export type EmbeddingCollection = typeof embeddingCollections.$inferSelect
