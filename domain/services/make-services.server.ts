import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import type { Config } from '#domain/config/config.server'
import { makeProviders, type Providers } from '#domain/providers/make-providers.server'
import type { Metrics } from '#domain/telemetry/metrics.server'

export interface ServiceOptions {
  config: Config
  db: Db
  metrics: Metrics
  logger: Logger
}

/** What understands transcripts: the same in each process, made of its configuration once, at its start. */
export interface Services extends Providers {
  close(): Promise<void>
}

export async function makeServices(options: ServiceOptions): Promise<Services> {
  return { ...makeProviders(options), close: async () => undefined }
}
