import { randomUUID } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors/app-error'
import { errnoCode, folderGoneAway, openForReading, readUpTo, syncFolder } from './disk.server'
import type { MasterKeys } from './key-wrap.server'
import { readHeader, writeSealed } from './sealed-file.server'
import { headerBytes } from './sealed-header.server'

const fileName = 'key-check'

/**
 * Compares the keys with an empty sealed file in the store's folder, which the first call makes. A lost key file,
 * replaced by a new one without a word, is thus found before recordings are sealed with keys that do not belong
 * together. Throws `config_invalid`. Answers the file's bytes: they are random, and tell this storage from any other.
 */
export async function checkKeys(root: string, unfinished: string, masterKeys: MasterKeys): Promise<Buffer> {
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
  return readKeyCheck(root)
}

/**
 * Throws where the folder is not the one whose check answered `seen`: ENOENT for an empty place, `storage_unavailable` for
 * one where another process has begun anew while the disk was away.
 */
export async function requireKeyCheck(root: string, seen: Buffer): Promise<void> {
  if (!(await readKeyCheck(root)).equals(seen)) throw folderGoneAway()
}

async function readKeyCheck(root: string): Promise<Buffer> {
  const handle = await openForReading(join(root, fileName))
  return readUpTo(handle, 0, headerBytes).finally(() => handle.close())
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
