import { bigint, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * What administrators did: written in the transaction of the act itself, and never changed afterwards
 * (functions/16-trigger-audit-log.sql). It refers to nobody, so that it outlives those whom it names.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    actorId: uuid('actor_id').notNull(),
    actorEmail: text('actor_email').notNull(),
    /** domain/admin/audit-actions.ts names them all. */
    action: text().notNull(),
    /** To whom or what it was done: an id, and how people know it. */
    subjectId: text('subject_id'),
    subject: text().notNull(),
    details: jsonb().$type<Record<string, string | number | null>>().notNull().default({}),
    /** The network address that it came from, as far as the proxies are trusted. */
    address: text().notNull(),
  },
  (table) => [index('audit_log_subject_idx').on(table.subjectId, table.id)],
)
