import path from 'node:path'
import { getPlace } from '#db/embedded/place.server'
import type { Config } from '#domain/config/config.server'

/** What is said once all runs, with where the data lies: the embedded database may lie outside of the data folder. */
export async function readyMessage(
  { publicUrl, dataDir, databaseUrl }: Pick<Config, 'publicUrl' | 'dataDir' | 'databaseUrl'>,
): Promise<string> {
  const place = databaseUrl === null ? await getPlace(dataDir) : null
  const outside = place && !place.dir.startsWith(dataDir + path.sep) ? `, its database in ${place.dir}` : ''
  return `\n  Steno is ready: ${publicUrl}\n  (Its data lies in ${dataDir}${outside}; Ctrl-C stops it.)\n`
}
