import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { openDatabase } from '#db/client.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { parseConfig, requireDatabaseUrl } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { claimStore, claimStoreOnceThere, isAway, type StoreClaim } from '#domain/jobs/claim-store.server'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { EXIT_CONFIG, runMain } from '#domain/lifecycle/run-main.server'
import { limits } from '#domain/limits/limits'
import { findModels } from '#domain/models/find-models.server'
import { modelDirsOf } from '#domain/models/model-dirs.server'
import { makeServices } from '#domain/services/make-services.server'
import { measureDisk } from '#domain/storage/measure-disk.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { exposeCertificate } from '#domain/telemetry/expose-certificate.server'
import { exposeDatabase } from '#domain/telemetry/expose-database.server'
import { exposeDisk } from '#domain/telemetry/expose-disk.server'
import { listen } from '#domain/telemetry/health-routes.server'
import { startTelemetry } from '#domain/telemetry/start-telemetry.server'
import { makeAssetShelf, tendAssetShelf } from './http/asset-shelf'
import { makeWebServer } from './http/make-web-server'
import { builtPages } from './http/pages'
import { startRecordingEvents } from './http/recording-events'
import { makeWebHealth } from './http/web-health'
import { makeWebMetrics } from './http/web-metrics'

const root = fileURLToPath(new URL('..', import.meta.url))

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const databaseUrl = requireDatabaseUrl(config)
  const telemetry = await startTelemetry('web', config)
  const { logger, metrics } = telemetry
  const secrets = await ensureSecrets(config)

  const database = openDatabase({
    url: databaseUrl, name: 'steno-web', waitMsMax: limits.databaseWaitMsMax, statementMsMax: limits.databaseStatementMsMax,
    onIdleError: (error) => logger.warn({ err: error }, 'A database connection broke.'),
  })
  exposeDatabase(metrics, database.pool)
  exposeDisk(metrics, config.dataDir)
  exposeCertificate(metrics, {
    publicUrl: config.publicUrl, keepMs: limits.certificateKeepMs, waitMs: limits.certificateWaitMs,
  })
  const store = await openObjectStore(config.storage, secrets.masterKeysFile, (message) => logger.warn(message))
  const stopping = new AbortController()
  const shelf = config.mode === 'development' ? null
    : makeAssetShelf({ store, secret: secrets.secret, dir: path.join(builtPages(root), 'client/assets') })
  await claimStoreNowOrLater({ db: database.db, store, adopt: config.adoptStorage }, logger, async () => {
    // Before this copy draws a page, unless it takes too long: the page may ask another copy for its files.
    if (shelf) await tendAssetShelf(shelf, { logger, signal: stopping.signal })
  })
  const { modelDirs, cacheDir } = modelDirsOf(config)
  const understanding = await makeServices({ config, db: database.db, metrics, logger })
  const events = startRecordingEvents({ databaseUrl, logger })

  const web = await makeWebServer({
    root,
    health: makeWebHealth({ db: database.db, store }, metrics),
    metrics: makeWebMetrics(metrics),
    shelf,
    services: {
      config: {
        publicUrl: config.publicUrl,
        liveUrl: config.liveUrl,
        trustProxy: config.trustProxy,
        secrets: [secrets.secret],
        registrationOpen: config.registration === 'open',
        planChoice: config.planChoice,
        apiOrigins: config.apiOrigins,
        currency: config.currency,
        development: config.mode === 'development',
      },
      db: database.db,
      store,
      events,
      logger,
      stopping: stopping.signal,
      probeMedia,
      understanding,
      sampleFile: path.join(root, 'public/sample/steno-sample.mp3'),
      measureDisk: () => measureDisk(config.dataDir),
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
    await understanding.close()
    await database.close()
    await telemetry.close()
  })
}

/** Pages are worth having also while storage or database are away; whose storage it is, is asked when they are back. */
async function claimStoreNowOrLater(claim: StoreClaim, logger: Logger, onClaimed: () => Promise<void>): Promise<void> {
  try {
    await claimStore(claim)
    await onClaimed()
  } catch (error) {
    if (!isAway(error)) throw error
    logger.warn({ err: error }, 'Storage or database are away.')
    const onTrouble = (trouble: unknown) => logger.debug({ err: trouble }, 'They are still away.')
    claimStoreOnceThere(claim, onTrouble).then(onClaimed).catch((refusal: unknown) => {
      logger.fatal({ err: refusal }, 'The storage cannot be used.')
      process.exitCode = EXIT_CONFIG
      process.kill(process.pid, 'SIGTERM')
    })
  }
}

runMain(main)
