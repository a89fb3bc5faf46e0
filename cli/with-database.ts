import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { getPlace } from '#db/embedded/place.server'
import { databaseUrl, tryToConnect } from '#db/embedded/reach.server'
import type { Config } from '#domain/config/config.server'
import type { Secrets } from '#domain/config/secrets.server'
import { limits } from '#domain/limits/limits'
import { takeInstanceLock } from '../start/instance-lock'

interface DatabaseChoice {
  config: Config
  secrets: Secrets
  /** Takes the database of a Steno that runs on the data folder, where one does; else it must be stopped. */
  mayShare: boolean
  say: (line: string) => void
}

/**
 * Does something with the database that the configuration means. The embedded one is used where it runs already, or started
 * for as long as this takes. Throws AppError `config_invalid` where Steno runs and must not.
 */
export async function withDatabase<T>(
  { config, secrets, mayShare, say }: DatabaseChoice, work: (url: string) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl) return work(config.databaseUrl)
  const place = await getPlace(config.dataDir)
  const running = place?.port ? databaseUrl(place.port, secrets.databasePassword) : null
  if (mayShare && running && (await tryToConnect(running)) === null) return work(running)
  await takeInstanceLock(config.dataDir, config.publicUrl)
  const cluster = { dataDir: config.dataDir, password: secrets.databasePassword, durable: true, graceMs: limits.shutdownGraceMs }
  const started = await startGuardedCluster({ cluster, throwAway: false }, say)
  try {
    return await work(started.url)
  } finally {
    await started.stop()
  }
}
