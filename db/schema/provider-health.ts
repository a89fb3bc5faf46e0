import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** How calls to the model server went lately, as whichever process called it last has seen it. */
export const providerHealth = pgTable('provider_health', {
  /** chat, embeddings or speech. */
  kind: text().primaryKey(),
  lastDoneAt: instant('last_done_at'),
  lastErrorAt: instant('last_error_at'),
  /** The outcome that was no success: domain/providers/provider-gate.server.ts. */
  lastError: text('last_error'),
  /** Until then that process holds calls back; null where none does. */
  heldBackUntil: instant('held_back_until'),
})
