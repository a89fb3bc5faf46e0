import { randomUUID } from 'node:crypto'
import { access, link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors/app-error'
import { errnoCode, openForReading, syncFolder } from './disk.server'
import type { MasterKeys } from './key-wrap.server'
import { readHeader, writeSealed } from './sealed-file.server'

const fileName = 'key-check'

/**
 * Compares the keys with an empty sealed file in the store's folder, which the first call makes. A lost key file,
 * replaced by a new one without a word, is thus found before recordings are sealed with keys that do not belong
 * together. Throws `config_invalid`.
 */
export async function checkKeys(root: string, unfinished: string, masterKeys: MasterKeys): Promise<void> {
  const path = join(root, fileName)
  try {
    const handle = await openForReading(path)
    await readHeader(handle, masterKeys, fileName)
      .catch((cause: unknown) => Promise.reject(wrongKeys(cause)))
      .finally(() => handle.close())
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw error
    await makeKeyCheck(path, join(unfinished, `key-check-${randomUUID()}`), masterKeys)
    await syncFolder(root)
  }
}

/** Throws ENOENT and the like where the folder is not the one that was checked before, but an empty place. */
export async function requireKeyCheck(root: string): Promise<void> {
  await access(join(root, fileName))
}

async function makeKeyCheck(path: string, temporary: string, masterKeys: MasterKeys): Promise<void> {
  async function* empty(): AsyncGenerator<Uint8Array> {}
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await writeSealed(handle, { masterKeys, key: fileName, body: empty(), options: {} }).finally(() => handle.close())
    // Another process may have been faster: then its file stands.
    await link(temporary, path).catch((error: unknown) => {
      if (errnoCode(error) !== 'EEXIST') throw error
    })
  } finally {
    await rm(temporary, { force: true })
  }
}

function wrongKeys(cause: unknown): AppError {
  return new AppError(
    'config_invalid',
    'The recordings in the storage folder were encrypted with a master key that is not in the master key file: ' +
      'restore that file from a backup, or add the missing key to it on a line of its own.',
    { cause },
  )
}
