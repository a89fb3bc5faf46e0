import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import type { Config } from '#domain/config/config.server'
import type { Metrics } from '#domain/telemetry/metrics.server'
import type { Llm } from './llm'
import { makeLlm } from './make-llm.server'
import { makeHealthNotes } from './provider-health.server'
import { makeProvider, type Provider } from './provider.server'
import { makeProviderMetrics } from './provider-metrics.server'
import { recordUsage, type UsageToRecord } from './usage.server'

export interface Providers {
  /** The OpenAI-compatible server, for embeddings and speech; null where none is configured. */
  provider: Provider | null
  /** Null where none is configured. */
  llm: Llm | null
  /** Counts what models did for a user, besides `llm`, which does so by itself. Never throws. */
  countUsage(usage: UsageToRecord): void
}

export interface ProvidersOptions {
  config: Pick<Config, 'provider' | 'llm'>
  db: Db
  metrics: Metrics
  logger: Logger
}

/** Models on another server, as the configuration names them, metered. */
export function makeProviders({ config, db, metrics, logger }: ProvidersOptions): Providers {
  if (!config.provider) return { provider: null, llm: null, countUsage: () => {} }
  const meters = makeProviderMetrics(metrics)
  const noteHealth = makeHealthNotes(db, (error) => logger.warn({ err: error }, 'how a call went was not noted'))
  const provider: Provider = makeProvider({
    ...config.provider,
    onCall(kind, outcome, ms) {
      meters.onCall(kind, outcome, ms)
      noteHealth(kind, outcome, provider.heldBackUntil(kind))
    },
  })
  meters.watch(provider)
  const { llm } = config
  // Other models, of embeddings or speech, have other prices.
  const pricesOf = (model: string) => (model === llm?.model ? llm.prices : null)
  // An answer that is there already must not fail because it cannot be counted.
  const countUsage = (usage: UsageToRecord) => {
    meters.onUsage(usage.purpose, usage)
    recordUsage(db, usage, pricesOf(usage.model)).catch((error: unknown) =>
      logger.warn({ err: error }, 'use of a model was not counted'))
  }
  if (!llm) return { provider, llm: null, countUsage }
  return {
    provider,
    countUsage,
    llm: makeLlm({
      provider, model: llm.model, contextTokens: llm.contextTokens,
      onUsage: ({ userId, purpose }, usage) => countUsage({ userId, purpose, model: llm.model, ...usage }),
    }),
  }
}
