import { openDatabase } from '#db/client.server'
import { migrate } from '#db/migrate.server'
import { parseConfig, requireDatabaseUrl } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { AppError } from '#domain/errors/app-error'
import { claimStoreOnceThere } from '#domain/jobs/claim-store.server'
import { persist } from '#domain/jobs/persist.server'
import { getQueueFacts } from '#domain/jobs/queue-facts.server'
import { listTaskFacts } from '#domain/jobs/task-facts.server'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { runMain } from '#domain/lifecycle/run-main.server'
import { modelDirsOf } from '#domain/models/model-dirs.server'
import { exposeProvider, reportProvider } from '#domain/recognition/provider-reports.server'
import { makeRecognition } from '#domain/recognition/recognition.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { serveHealth } from '#domain/telemetry/health-routes.server'
import { exposeDatabase } from '#domain/telemetry/expose-database.server'
import { exposeDisk } from '#domain/telemetry/expose-disk.server'
import { startTelemetry } from '#domain/telemetry/start-telemetry.server'
import { makeServices } from '#domain/services/make-services.server'
import { listDutyFacts, noteDuties } from '#domain/upkeep/duty-facts.server'
import { exposeTasks } from './expose-tasks'
import { exposeUpkeep } from './expose-upkeep'
import { findSteps } from './pipeline/find-steps'
import { startWorker } from './start-worker'
import { taskList } from './tasks/task-list'
import { exposePool, exposeQueue, makeWorkerMetrics } from './worker-metrics'

/** How long a stopping worker waits for the windows in work; the rest of the grace is for writing things down. */
const WINDOW_GRACE_MS = 5000
/** Windows of one recording run in parallel, so a few recordings keep any number of threads busy. */
const TRANSCRIPTIONS_AT_ONCE_MAX = 4

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const databaseUrl = requireDatabaseUrl(config)
  const telemetry = await startTelemetry('worker', config)
  const { logger, metrics } = telemetry
  const onTrouble = (error: unknown) => logger.warn({ err: error }, 'the database is away')
  const database = openDatabase({ url: databaseUrl, name: 'steno-worker', onIdleError: onTrouble })
  const { masterKeysFile } = await ensureSecrets(config)
  const store = await openObjectStore(config.storage, masterKeysFile, (sentence) => logger.warn(sentence))
  const recognition = await makeRecognition({ ...modelDirsOf(config), ...config.recognizer, logger })
  await persist(() => migrate(databaseUrl), { onTrouble })
  await claimStoreOnceThere({ db: database.db, store, adopt: config.adoptStorage }, (error) =>
    logger.warn({ err: error }, 'storage or database are away, and the worker waits for them'))

  exposeProvider(metrics, recognition.verdict)
  await persist(() => reportProvider(database.db, 'worker', recognition.verdict), { onTrouble })
  const services = await makeServices({ config, db: database.db, metrics, logger })
  exposeQueue(metrics, () => getQueueFacts(database.db))
  exposeTasks(metrics, taskList.map(({ name }) => name), () => listTaskFacts(database.db))
  await persist(() => noteDuties(database.db), { onTrouble })
  exposeUpkeep(metrics, () => listDutyFacts(database.db))
  exposePool(metrics, recognition.pool)
  exposeDatabase(metrics, database.pool)
  exposeDisk(metrics, config.dataDir)
  const worker = await startWorker({
    databaseUrl, store, recognition, services, logger,
    pullDir: modelDirsOf(config).pullDir,
    steps: await findSteps(),
    db: database.db,
    metrics: makeWorkerMetrics(metrics),
    // One more than can be recognised at once, so that no thread waits while a file is opened or stored.
    transcriptionsAtOnce: Math.min(recognition.pool.threads + 1, TRANSCRIPTIONS_AT_ONCE_MAX),
    onFatal: (error) => {
      logger.fatal({ err: error }, 'the queue cannot be worked on; the worker ends, to be started anew')
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
  const health = await serveHealth({
    host: config.host,
    port: config.workerPort,
    metrics,
    checks: {
      database: async () => {
        if (!worker.isWell()) throw new AppError('unavailable', 'The database does not answer.')
      },
      storage: () => store.check(),
      models: () => recognition.check(),
    },
  })
  onShutdown(async ({ reason }) => {
    logger.info({ reason }, 'stopping')
    await worker.stop(WINDOW_GRACE_MS)
    await recognition.close()
    await services.close()
    await database.close()
    health.close()
    await telemetry.close()
  })
}

runMain(main)
