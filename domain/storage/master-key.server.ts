import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../errors/app-error'
import { errnoCode, syncFolder } from './disk.server'
import { masterKeyBytes, type MasterKeys } from './key-wrap.server'

interface MasterKeyOptions {
  /** Told in a sentence when the file could be read by others and was made private. */
  onWarning?: (message: string) => void
}

/**
 * The master keys from their file: one key of 64 hexadecimal digits a line, the current one first, previous ones below.
 * The first call makes the file (mode 0600) with a new key, also when several processes start at once. Throws
 * `config_invalid` for a file that holds anything else.
 */
export async function loadOrCreateMasterKeys(path: string, { onWarning }: MasterKeyOptions = {}): Promise<MasterKeys> {
  try {
    return await loadMasterKeys(path, onWarning)
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw error
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeWhole(path, [randomBytes(masterKeyBytes)], async (temporary) => {
    // A link, unlike a rename, never replaces the key that another process has made a moment ago.
    await link(temporary, path).catch((error: unknown) => {
      if (errnoCode(error) !== 'EEXIST') throw error
    })
  })
  return loadMasterKeys(path, onWarning)
}

/**
 * The master keys, for what must not begin with new ones. Throws `config_invalid` where there is no file, and says where it
 * is expected.
 */
export async function requireMasterKeys(path: string): Promise<MasterKeys> {
  return loadMasterKeys(path, undefined).catch((cause: unknown) => {
    if (errnoCode(cause) !== 'ENOENT') throw cause
    throw new AppError(
      'config_invalid',
      `There are no master keys in ${path}, and a backup makes none: run it with the environment that Steno has ` +
        '(STENO_DATA_DIR, STENO_MASTER_KEYS_FILE), or put the file back. An installation with S3 that has none yet makes its first ' +
        'with `npm run rotate-key`.',
      { cause },
    )
  })
}

/** Makes a new current key; objects sealed with the previous ones stay readable while those stay in the file. */
export async function rotateMasterKey(path: string): Promise<MasterKeys> {
  const { current, previous } = await loadOrCreateMasterKeys(path)
  await writeWhole(path, [randomBytes(masterKeyBytes), current, ...previous], (temporary) => rename(temporary, path))
  return loadMasterKeys(path, undefined)
}

async function loadMasterKeys(path: string, onWarning: ((message: string) => void) | undefined): Promise<MasterKeys> {
  const { mode } = await stat(path)
  if (mode & 0o077 && (await makePrivate(path))) {
    onWarning?.(`The master key file ${path} could be read by other accounts of this machine; it is private now.`)
  }
  return parseMasterKeys(path, await readFile(path, 'utf8'))
}

/** False for a file that containers are handed, read-only or another account's: its mode is the platform's matter. */
async function makePrivate(path: string): Promise<boolean> {
  try {
    await chmod(path, 0o600)
    return true
  } catch (error) {
    if (errnoCode(error) === 'EPERM' || errnoCode(error) === 'EROFS') return false
    throw error
  }
}

function parseMasterKeys(path: string, text: string): MasterKeys {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const keys = lines.map((line) => {
    if (/^[0-9a-f]{64}$/i.test(line.trim())) return Buffer.from(line.trim(), 'hex')
    throw invalidFile(path)
  })
  const [current, ...previous] = keys
  if (!current) throw invalidFile(path)
  return { current, previous }
}

function invalidFile(path: string): AppError {
  return new AppError(
    'config_invalid',
    `The master key file ${path} must hold one key of 64 hexadecimal digits a line, the current one first: ` +
      'restore it from a backup. Without the key that it held, stored recordings cannot be decrypted.',
  )
}

/** Writes the keys to a private file beside the path, lets `place` put it there, and makes both durable. */
async function writeWhole(path: string, keys: Buffer[], place: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(keys.map((key) => `${key.toString('hex')}\n`).join(''))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await place(temporary)
    await syncFolder(dirname(path))
  } finally {
    await rm(temporary, { force: true })
  }
}
