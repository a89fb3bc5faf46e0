import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { openDatabase } from '#db/client.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { parseConfig, requireDatabaseUrl } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { runMain } from '#domain/lifecycle/run-main.server'
import { findModels } from '#domain/models/find-models.server'
import { modelDirsOf } from '#domain/models/model-dirs.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { listen, makeHealthHandler } from '#domain/telemetry/health-routes.server'
import { makeLogger } from '#domain/telemetry/logger.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { makeWebServer } from './http/make-web-server'
import { startRecordingEvents } from './http/recording-events'
import { makeWebMetrics } from './http/web-metrics'

const root = fileURLToPath(new URL('..', import.meta.url))

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const databaseUrl = requireDatabaseUrl(config)
  const logger = makeLogger({ name: 'web', ...config.log })
  const metrics = makeMetrics('web')
  const secrets = await ensureSecrets(config)

  const database = openDatabase({
    url: databaseUrl, name: 'steno-web', onIdleError: (error) => logger.warn({ err: error }, 'A database connection broke.'),
  })
  const store = await openObjectStore(config.storage, secrets.masterKeysFile, (message) => logger.warn(message))
  const stopping = new AbortController()
  const { modelDirs, cacheDir } = modelDirsOf(config)
  const events = startRecordingEvents({ databaseUrl, logger })

  const web = await makeWebServer({
    root,
    health: makeHealthHandler({
      metrics,
      checks: { database: () => database.db.execute(sql`select 1`), storage: () => store.check() },
    }),
    onAnswered: makeWebMetrics(metrics),
    services: {
      config: {
        publicUrl: config.publicUrl,
        liveUrl: config.liveUrl,
        trustProxy: config.trustProxy,
        secrets: [secrets.secret],
        registrationOpen: config.registration === 'open',
        development: config.mode === 'development',
      },
      db: database.db,
      store,
      events,
      logger,
      stopping: stopping.signal,
      probeMedia,
      sampleFile: path.join(root, 'public/sample/steno-sample.mp3'),
      findModels: () => findModels({ dirs: modelDirs, cacheDir }),
    },
  })

  await listen(web.server, { host: config.host, port: config.webPort })
  logger.info({ url: config.publicUrl }, 'The pages are served.')

  onShutdown(async ({ reason, force }) => {
    logger.info({ reason }, 'Ending.')
    stopping.abort()
    await events.close()
    await web.close(force)
    await database.close()
  })
}

runMain(main)
