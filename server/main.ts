import { sql } from 'drizzle-orm'
import { openDatabase } from '#db/client.server'
import { migrate } from '#db/migrate.server'
import { parseConfig, requireDatabaseUrl } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { AppError } from '#domain/errors/app-error'
import { persist } from '#domain/jobs/persist.server'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { runMain } from '#domain/lifecycle/run-main.server'
import { limits } from '#domain/limits/limits'
import { exposeProvider, reportProvider } from '#domain/recognition/provider-reports.server'
import { makeServices } from '#domain/services/make-services.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { exposeDatabase } from '#domain/telemetry/expose-database.server'
import { exposeDisk } from '#domain/telemetry/expose-disk.server'
import { makeHealthAnswers } from '#domain/telemetry/health-routes.server'
import { startTelemetry } from '#domain/telemetry/start-telemetry.server'
import { exposeLoad, makeLiveMetrics } from './live-metrics'
import { makeLiveModels } from './live-models'
import { makeLiveServer } from './make-live-server'

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const databaseUrl = requireDatabaseUrl(config)
  const telemetry = await startTelemetry('live', config)
  const { logger, metrics } = telemetry
  const onTrouble = (error: unknown) => logger.warn({ err: error }, 'the database is away')
  const database = openDatabase({ url: databaseUrl, name: 'steno-live', waitMsMax: limits.databaseWaitMsMax, onIdleError: onTrouble })
  const secrets = await ensureSecrets(config)
  const objects = await openObjectStore(config.storage, secrets.masterKeysFile, (sentence) => logger.warn(sentence))
  await persist(() => migrate(databaseUrl), { onTrouble })
  const liveMetrics = makeLiveMetrics(metrics)
  const models = await makeLiveModels(config, logger, liveMetrics)
  exposeProvider(metrics, models.verdict)
  await persist(() => reportProvider(database.db, 'live', models.verdict), { onTrouble })
  exposeLoad(metrics, () => models.recognizer.load)
  exposeDatabase(metrics, database.pool)
  exposeDisk(metrics, config.dataDir)

  const services = await makeServices({ config, db: database.db, metrics, logger })
  const server = await makeLiveServer({
    host: config.host,
    port: config.livePort,
    publicUrl: config.publicUrl,
    apiOrigins: config.apiOrigins,
    secret: secrets.secret,
    trustProxy: config.trustProxy,
    databaseUrl,
    db: database.db,
    objects,
    recognizer: models.recognizer,
    chooseModel: models.choose,
    translator: services.translator,
    health: makeHealthAnswers({
      metrics,
      checks: {
        database: () => database.db.execute(sql`select 1`),
        storage: () => objects.check(),
        models: async () => {
          if (!(await models.isUsable())) throw new AppError('unavailable', 'No model is installed.')
        },
      },
    }),
    metrics: liveMetrics,
    logger,
  })
  logger.info({ port: server.port, provider: models.recognizer.provider }, 'Live recognition is served.')

  onShutdown(async ({ reason }) => {
    logger.info({ reason }, 'stopping')
    await server.close()
    await services.close()
    await models.recognizer.close()
    await database.close()
    await telemetry.close()
  })
}

runMain(main)
