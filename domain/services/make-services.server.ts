import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { makeAsk, type Ask } from '#domain/ask/ask.server'
import type { Config } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { makeProviders, type Providers } from '#domain/providers/make-providers.server'
import { makeSearch, type Search } from '#domain/search/make-search-service.server'
import type { Metrics } from '#domain/telemetry/metrics.server'
import { makeTranslator } from '#domain/translation/make-translator.server'
import type { Translator } from '#domain/translation/translator'
import { makeVoice, type Voice } from '#domain/translation/voice.server'
import type { WebhookHouse } from '#domain/webhooks/webhooks.server'

export interface ServiceOptions {
  config: Config
  db: Db
  metrics: Metrics
  logger: Logger
}

/** What understands transcripts: the same in each process, made of its configuration once, at its start. */
export interface Services extends Providers {
  search: Search
  ask: Ask
  translator: Translator
  /** Null where browsers speak with their own. */
  voice: Voice | null
  webhooks: WebhookHouse
  close(): Promise<void>
}

export async function makeServices(options: ServiceOptions): Promise<Services> {
  const { config } = options
  const providers = makeProviders(options)
  const search = makeSearch({ ...options, config: config.search, providers })
  const { secret } = await ensureSecrets(config)
  return {
    ...providers,
    search,
    ask: makeAsk({ ...options, llm: providers.llm, find: search.find, compare: search.compare }),
    translator: makeTranslator(providers.llm),
    voice: makeVoice(providers, config.speech),
    webhooks: { secret, allowsPrivate: config.webhooksPrivate },
    close: () => search.close(),
  }
}
