import { getPlace } from '#db/embedded/place.server'
import type { Config } from '#domain/config/config.server'
import { AppError } from '#domain/errors/app-error'

/**
 * For commands that are about what is there already: asked before anything is made, since what follows would begin an empty installation.
 * Throws AppError `config_invalid`.
 */
export async function requireInstallation({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl !== null || (await getPlace(dataDir)) !== null) return
  throw new AppError('config_invalid', `There is no installation in ${dataDir}: run this with the environment that Steno has (STENO_DATA_DIR, DATABASE_URL).`)
}
