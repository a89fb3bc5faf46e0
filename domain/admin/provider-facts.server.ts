import { asc, desc, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { providerHealth } from '#db/schema/provider-health'
import { providerUsage } from '#db/schema/provider-usage'
import { limits } from '../limits/limits'

/** What all users together had models of other servers do this month (UTC), for one purpose with one model. */
export interface ProviderUse {
  purpose: string
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  costMicros: number
  /** Calls whose price is not known, so that the cost leaves them out. */
  unpricedCalls: number
}

/** The dearest first. */
export function listProviderUse(db: Db): Promise<ProviderUse[]> {
  const sum = (column: Parameters<typeof sql>[1]) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number)
  const costMicros = sum(providerUsage.costMicros)
  const calls = sum(providerUsage.calls)
  return db
    .select({
      purpose: providerUsage.purpose, model: providerUsage.model, calls, inputTokens: sum(providerUsage.inputTokens),
      outputTokens: sum(providerUsage.outputTokens), costMicros, unpricedCalls: sum(providerUsage.unpricedCalls),
    })
    .from(providerUsage)
    .where(sql`${providerUsage.month} = date_trunc('month', now() at time zone 'UTC')::date`)
    .groupBy(providerUsage.purpose, providerUsage.model)
    .orderBy(desc(costMicros), desc(calls))
    .limit(limits.adminPageRows)
}

export type ProviderHealth = typeof providerHealth.$inferSelect

/** How each kind of call went lately. */
export function listProviderHealth(db: Db): Promise<ProviderHealth[]> {
  return db.select().from(providerHealth).orderBy(asc(providerHealth.kind))
}
