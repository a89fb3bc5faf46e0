import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, stat, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { AppError } from '../errors/app-error'
import { requireByteRange } from './byte-range'
import { ensureFolder, errnoCode, isReallyBelow, onDisk, openForReading, syncFolder } from './disk.server'
import { makeFileArrivals, sweepParts } from './file-arrivals.server'
import { checkKeys, requireKeyCheck } from './key-check.server'
import { listFiles } from './list-files.server'
import type { MasterKeys } from './key-wrap.server'
import { requireObjectKey, requireKeyPrefix } from './object-key'
import type { ByteRange, ObjectStore, PutOptions, StoredObject } from './object-store'
import { plainBytes } from './sealed-frames.server'
import { readHeader, readSealed, writeSealed } from './sealed-file.server'
import { headerBytes } from './sealed-header.server'

export interface FileStoreOptions {
  /** Made when missing. Objects and unfinished uploads lie in two folders under it, on one file system. */
  dir: string
  masterKeys: MasterKeys
}

/** No key contains it, so that the file of `a` never meets the folder of `a/b`. */
const fileSuffix = '~'

/**
 * Objects as encrypted files: docs/decisions/0005 has the format. A body is written to a temporary file and synced,
 * then renamed to its place; what dies in between leaves only the temporary file, which `sweepLeftovers` removes.
 */
export function makeFileStore({ dir, masterKeys }: FileStoreOptions): ObjectStore {
  const root = resolve(dir)
  const objects = join(root, 'objects')
  const unfinished = join(root, 'unfinished')

  function pathOf(key: string): string {
    requireObjectKey(key)
    return join(objects, ...key.split('/')) + fileSuffix
  }

  let seen: Buffer | undefined
  /** A disk that is not mounted any more leaves another place behind: nothing is missing there, and nothing may be put there. */
  const requirePresent = async () => (seen ? onDisk(requireKeyCheck(root, seen)) : undefined)

  async function ensureFolders(): Promise<void> {
    await requirePresent()
    await mkdir(root, { recursive: true, mode: 0o700 })
    await ensureFolder(root, ['objects'])
    await ensureFolder(root, ['unfinished'])
  }

  /** Null where nothing is stored, also when the folder on the way is a link to elsewhere. */
  async function openObject(key: string): Promise<FileHandle | null> {
    const path = pathOf(key)
    try {
      if (await isReallyBelow(root, dirname(path))) return await openForReading(path)
    } catch (error) {
      const code = errnoCode(error)
      if (code !== 'ENOENT' && code !== 'ELOOP' && code !== 'ENOTDIR') throw error
    }
    await requirePresent()
    return null
  }

  async function withObject<T>(key: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await onDisk(openObject(key))
    if (!handle) throw new AppError('object_not_found', 'This file is not stored any more.', { params: { key } })
    try {
      return await work(handle)
    } finally {
      await handle.close()
    }
  }

  /** A delete next door may remove the empty folder between making it and renaming into it: then make it again. */
  async function moveIntoPlace(from: string, key: string): Promise<void> {
    const folders = key.split('/').slice(0, -1)
    for (let attempt = 1; ; attempt += 1) {
      try {
        const folder = await ensureFolder(objects, folders)
        await rename(from, pathOf(key))
        return await syncFolder(folder)
      } catch (error) {
        if (errnoCode(error) !== 'ENOENT' || attempt === 10) throw error
      }
    }
  }

  async function put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions = {}) {
    requireObjectKey(key)
    options.signal?.throwIfAborted()
    await onDisk(ensureFolders())
    const temporary = join(unfinished, randomUUID())
    const handle = await onDisk(open(temporary, 'wx', 0o600))
    try {
      const written = await writeSealed(handle, { masterKeys, key, body, options }).finally(() => handle.close())
      options.signal?.throwIfAborted()
      await onDisk(moveIntoPlace(temporary, key))
      return written
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      throw error
    }
  }

  async function read(key: string, range: ByteRange = { start: 0, end: Infinity }): Promise<AsyncIterable<Uint8Array>> {
    requireByteRange(range)
    await withObject(key, (handle) => readHeader(handle, masterKeys, key))
    // Opened again when it is iterated: a caller that never does so leaves no file open.
    return {
      async *[Symbol.asyncIterator]() {
        const handle = await onDisk(openObject(key))
        if (!handle) throw new AppError('object_not_found', 'This file has just been deleted.', { params: { key } })
        try {
          yield* readSealed(handle, await readHeader(handle, masterKeys, key), { key, range })
        } finally {
          await handle.close()
        }
      },
    }
  }

  function describe(key: string, stats: Stats): StoredObject {
    // A file that was cut within its header or a tag has no plain length; reading it says that it is corrupt.
    return { key, bytes: plainBytes(stats.size - headerBytes) ?? 0, modifiedAt: stats.mtime }
  }

  async function statObject(key: string): Promise<StoredObject | null> {
    const handle = await onDisk(openObject(key))
    if (!handle) return null
    try {
      return describe(key, await onDisk(handle.stat()))
    } finally {
      await handle.close()
    }
  }

  /** Removes the folders that the last object of theirs has left, up to but not including the root of objects. */
  async function pruneFolders(from: string): Promise<void> {
    for (let folder = from; folder.startsWith(objects + sep); folder = dirname(folder)) {
      try {
        await rmdir(folder)
      } catch {
        // It is not empty, or gone already.
        return
      }
    }
  }

  async function remove(key: string): Promise<void> {
    const handle = await onDisk(openObject(key))
    if (!handle) return
    await handle.close()
    const path = pathOf(key)
    await onDisk(unlink(path).then(() => syncFolder(dirname(path))).catch(ignoreMissing))
    await pruneFolders(dirname(path))
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    requireKeyPrefix(prefix)
    await requirePresent()
    for await (const file of listFiles(objects, prefix)) {
      if (!file.key.endsWith(fileSuffix)) continue
      yield describe(file.key.slice(0, -fileSuffix.length), file.stats)
    }
  }

  async function check(): Promise<void> {
    await onDisk(ensureFolders())
    seen ??= await onDisk(checkKeys(root, unfinished, masterKeys))
    const probe = join(unfinished, `check-${randomUUID()}`)
    const handle = await onDisk(open(probe, 'wx', 0o600))
    try {
      await onDisk(handle.writeFile(Buffer.alloc(4096)).finally(() => handle.close()))
    } finally {
      await rm(probe, { force: true }).catch(() => {})
    }
  }

  async function sweepLeftovers(olderThanMs: number): Promise<number> {
    let removed = await sweepParts({ put, read, list, delete: remove }, olderThanMs)
    for (const name of await onDisk(readdir(unfinished).catch(ignoreMissing)) ?? []) {
      const path = join(unfinished, name)
      const stats = await onDisk(stat(path).catch(ignoreMissing))
      if (!stats || Date.now() - stats.mtimeMs < olderThanMs) continue
      await onDisk(rm(path, { force: true }))
      removed += 1
    }
    return removed
  }

  const arrivals = makeFileArrivals({ put, read, list, delete: remove })
  return { kind: 'file', arrivals, put, read, stat: statObject, delete: remove, list, check, sweepLeftovers }
}

function ignoreMissing(error: unknown): undefined {
  if (errnoCode(error) !== 'ENOENT') throw error
  return undefined
}
