import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { providerUsage } from '#db/schema/provider-usage'
import type { UsagePurpose } from './llm'
import { costMicros, type TokenPrices } from './usage-cost'

export interface UsageToRecord {
  userId: string
  purpose: UsagePurpose
  model: string
  inputTokens: number
  outputTokens: number
  /** Of speech. */
  characters?: number
  isEstimated: boolean
}

/** Adds a call to what its user has used in this month. */
export async function recordUsage(db: Db, usage: UsageToRecord, prices: TokenPrices | null): Promise<void> {
  const cost = costMicros(usage, prices)
  const added = {
    calls: 1,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    characters: usage.characters ?? 0,
    estimatedCalls: usage.isEstimated ? 1 : 0,
    costMicros: cost ?? 0,
    unpricedCalls: cost === null ? 1 : 0,
  }
  const plus = (column: keyof typeof added) => sql`${providerUsage[column]} + ${added[column]}`
  await db
    .insert(providerUsage)
    .values({ userId: usage.userId, purpose: usage.purpose, model: usage.model, month: thisMonth, ...added })
    .onConflictDoUpdate({
      target: [providerUsage.userId, providerUsage.month, providerUsage.purpose, providerUsage.model],
      set: {
        calls: plus('calls'), inputTokens: plus('inputTokens'), outputTokens: plus('outputTokens'),
        characters: plus('characters'), estimatedCalls: plus('estimatedCalls'), costMicros: plus('costMicros'),
        unpricedCalls: plus('unpricedCalls'),
      },
    })
}

export interface MonthUsage {
  purpose: UsagePurpose
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  characters: number
  /** Millionths of the currency; null where no call's price was known. */
  costMicros: number | null
  /** Some tokens are estimates, or some calls without a price. */
  isPartial: boolean
}

/** What a user has used in this month (UTC), by purpose and model. */
export async function listMonthUsage(db: Db, userId: string): Promise<MonthUsage[]> {
  const rows = await db
    .select()
    .from(providerUsage)
    .where(and(eq(providerUsage.userId, userId), eq(providerUsage.month, thisMonth)))
    .orderBy(providerUsage.purpose, providerUsage.model)
  return rows.map(({ purpose, model, calls, inputTokens, outputTokens, characters, ...row }) => ({
    purpose, model, calls, inputTokens, outputTokens, characters,
    costMicros: row.unpricedCalls === calls ? null : row.costMicros,
    isPartial: row.estimatedCalls > 0 || (row.unpricedCalls > 0 && row.unpricedCalls < calls),
  }))
}

const thisMonth = sql<string>`date_trunc('month', now() at time zone 'utc')::date`
