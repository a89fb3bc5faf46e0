import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../errors/app-error'
import { secretsFile, type Snapshot } from './backup-folder.server'
import { openSecrets } from './sealed-secrets.server'

/**
 * Sees to it that the data folder has the keys of a backup: those that it holds sealed, or those that somebody has put
 * there. Never replaces a key. Throws AppError `config_invalid` with what to do.
 */
export async function placeSecrets(
  snapshot: Snapshot, dataDir: string, passphrase: string | null,
  keysFile = path.join(dataDir, 'secrets', 'master-keys'),
): Promise<void> {
  const dir = path.join(dataDir, 'secrets')
  if (passphrase === null) {
    if ((await readIfThere(keysFile)) !== null) return
    throw new AppError('config_invalid', snapshot.manifest.holdsSecrets
      ? `The backup holds its keys, sealed: give --passphrase-file, or put the installation's own into ${keysFile} first.`
      : `The backup holds no keys: put the installation's own into ${keysFile} first.`)
  }
  if (!snapshot.manifest.holdsSecrets) {
    throw new AppError('config_invalid', `There are no secrets in this backup: put the installation's own into ${keysFile}, and leave --passphrase-file out.`)
  }
  const { masterKeys, sessionSecret } = openSecrets(await readFile(secretsFile(snapshot.dir), 'utf8'), passphrase)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await place(keysFile, masterKeys)
  if (sessionSecret !== null) await place(path.join(dir, 'session-secret'), sessionSecret)
}

async function place(file: string, text: string): Promise<void> {
  const there = await readIfThere(file)
  if (there?.trim() === text.trim()) return
  if (there !== null) throw new AppError('config_invalid', `${file} is there already, and is another one: restore into an empty data folder.`)
  await writeFile(file, text, { mode: 0o600, flag: 'wx', flush: true })
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
