import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'
import type { Config } from './config.server'

export interface Secrets {
  /** Signs sessions and links. */
  secret: string
  /** Password of the embedded database. */
  databasePassword: string
  /** Where the folder store keeps its master keys; the store makes the file. */
  masterKeysFile: string
}

/**
 * The secrets of this installation, generated at the first call into `<data>/secrets` (folder 0700, files 0600) and
 * read ever after. Safe to call from several processes at once. `STENO_SECRET` goes before the generated secret.
 */
export async function ensureSecrets(config: Pick<Config, 'dataDir' | 'secret'> & Partial<Pick<Config, 'masterKeysFile'>>): Promise<Secrets> {
  const dir = path.join(config.dataDir, 'secrets')
  await mkdir(dir, { recursive: true })
  await chmod(dir, 0o700)
  return {
    secret: config.secret ?? (await ensureSecret(path.join(dir, 'session-secret'))),
    databasePassword: await ensureSecret(path.join(dir, 'database-password')),
    masterKeysFile: config.masterKeysFile ?? path.join(dir, 'master-keys'),
  }
}

/** Reads the file, or makes it whole at once: `link` fails where another process was first, whose secret then holds. */
async function ensureSecret(file: string): Promise<string> {
  const present = await readSecret(file)
  if (present) return present
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
  return (await readSecret(file)) ?? ''
}

async function readSecret(file: string): Promise<string | null> {
  let text: string
  try {
    text = (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new AppError('config_invalid', `The secret in ${file} cannot be read: start Steno as the user who owns it.`, {
      cause: error,
    })
  }
  if (text.length >= 32) return text
  throw new AppError('config_invalid', `The secret in ${file} is damaged: restore it from a backup.`)
}
