import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { providerHealth } from '#db/schema/provider-health'
import { limits } from '#domain/limits/limits'
import type { CallOutcome, ProviderKind } from './provider-gate.server'

/**
 * Notes for the administrator's page how calls go: each that fails, and of those that do not, one now and then. `heldBackUntilMs`
 * is since 1970; null where calls go out.
 */
export function makeHealthNotes(db: Db, onError: (error: unknown) => void, quietMs: number = limits.providerHealthMs) {
  const notedMs = new Map<ProviderKind, number>()

  return (kind: ProviderKind, outcome: CallOutcome, heldBackUntilMs: number | null): void => {
    // Who gave up, or was held back, has learnt nothing of the provider.
    if (outcome === 'cancelled' || outcome === 'held_back') return
    const isDone = outcome === 'done'
    const wasDoneMs = notedMs.get(kind)
    if (isDone && wasDoneMs !== undefined && Date.now() - wasDoneMs < quietMs) return
    if (isDone) notedMs.set(kind, Date.now())
    // After a failure the next success is news.
    else notedMs.delete(kind)
    const heldBackUntil = heldBackUntilMs === null ? null : new Date(heldBackUntilMs)
    const news = isDone ? { lastDoneAt: sql`now()`, heldBackUntil } : { lastErrorAt: sql`now()`, lastError: outcome, heldBackUntil }
    db.insert(providerHealth).values({ kind, ...news })
      .onConflictDoUpdate({ target: providerHealth.kind, set: news })
      .catch(onError)
  }
}
