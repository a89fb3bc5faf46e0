import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'
import { mayEnter } from './run-program.server'
import type { SystemUser } from './system-user.server'

/** Where a database lies, as `<data>/postgres.json` records it. */
export interface Place {
  /** Folder of the database's user; holds `cluster` and, where needed, a copy of the programs. */
  dir: string
  /** Port of the last start, taken again if it is free. */
  port?: number
}

export const clusterDirOf = (place: Place) => path.join(place.dir, 'cluster')
const recordOf = (dataDir: string) => path.join(dataDir, 'postgres.json')
/** In the place, the data folder that it belongs to: a copied data folder must not share its original's database. */
const ownerOf = (dir: string) => path.join(dir, 'belongs-to')

/** Reads the record; null before the first start. */
export async function getPlace(dataDir: string): Promise<Place | null> {
  const text = await readFile(recordOf(dataDir), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text) as Place
  } catch (cause) {
    throw new AppError('config_invalid', `${recordOf(dataDir)} cannot be read: restore it from a backup.`, { cause })
  }
}

export async function savePlace(dataDir: string, place: Place): Promise<void> {
  const file = recordOf(dataDir)
  await writeFile(`${file}.new`, JSON.stringify(place, null, 2) + '\n')
  await rename(`${file}.new`, file)
}

/**
 * Decides where the database lies, once, and makes that folder the user's own: `<data>/postgres`, or where the user may
 * not enter that, `<farDir>/<random id>`.
 *
 * @param farDir a folder for the second case, `/var/lib/steno`
 * @param log called with one sentence when the second case applies for the first time
 */
export async function makePlace(
  dataDir: string,
  user: SystemUser | null,
  farDir: string,
  log: (line: string) => void,
): Promise<Place> {
  const recorded = await getPlace(dataDir)
  if (recorded) {
    await checkRecorded(dataDir, recorded)
    return recorded
  }
  const near = path.join(dataDir, 'postgres')
  await makeOwned(near, user)
  if (await mayEnter(near, user)) return keep(dataDir, { dir: near })
  await rmdir(near).catch(() => undefined)
  const far = path.join(farDir, randomBytes(6).toString('hex'))
  await mkdir(farDir, { recursive: true })
  await chmod(farDir, 0o711)
  await makeOwned(far, user)
  log(`The database lies in ${far}, because its user (${user?.name}) may not enter ${dataDir}.`)
  return keep(dataDir, { dir: far })
}

async function keep(dataDir: string, place: Place): Promise<Place> {
  await writeFile(ownerOf(place.dir), dataDir)
  await savePlace(dataDir, place)
  return place
}

async function makeOwned(dir: string, user: SystemUser | null): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)
  if (user) await chown(dir, user.uid, user.gid)
}

/** Follows a data folder that was moved; refuses one that was copied, or whose database is gone. */
async function checkRecorded(dataDir: string, place: Place): Promise<void> {
  const owner = await readFile(ownerOf(place.dir), 'utf8').catch(() => null)
  if (owner === dataDir) return
  const inside = path.join(dataDir, 'postgres')
  if (place.dir !== inside && (await isFolder(inside)) && (await isFolder(path.join(inside, 'cluster')))) {
    // The folder was moved or copied together with its database.
    place.dir = inside
    await keep(dataDir, place)
    return
  }
  if (owner === null) {
    const problem = `The database of ${dataDir} should lie in ${place.dir}, but is not there`
    throw new AppError('config_invalid', `${problem}: bring it back, or remove ${recordOf(dataDir)} to start empty.`)
  }
  const other = await getPlace(owner).catch(() => null)
  if (other?.dir === place.dir) {
    const problem = `${dataDir} is a copy of ${owner}, whose database in ${place.dir} cannot serve both`
    throw new AppError('config_invalid', `${problem}: remove ${recordOf(dataDir)} to start with an empty database.`)
  }
  await keep(dataDir, place)
}

async function isFolder(dir: string): Promise<boolean> {
  return stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
