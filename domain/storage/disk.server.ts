import { constants } from 'node:fs'
import { lstat, mkdir, open, realpath, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors/app-error'

const noPermission =
  'The storage folder may not be used by the account that Steno runs as: give it read and write permission.'
const goneAway = 'The storage folder has gone away: check that its disk is mounted.'
const noFolder = 'A file or a link stands where the storage needs a folder: move it away.'

const sentences: Record<string, string> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: 'The storage folder lies on a file system that is mounted read-only: mount it writable.',
  EIO: 'The disk of the storage folder reports read or write errors: check the disk.',
  EMFILE: 'Too many files are open at once: raise the limit of open files of the process.',
  ENFILE: 'Too many files are open at once: raise the limit of open files of the machine.',
  ENOENT: goneAway,
  ENOTDIR: noFolder,
  ELOOP: 'A symbolic link stands where the storage keeps its files: replace it with the file or folder itself.',
}

/** Awaits a file system call; a failure becomes `storage_full` or `storage_unavailable` with a sentence that helps. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw toStorageError(cause)
  }
}

/** What a folder is answered with that is not the storage it was before. */
export function folderGoneAway(): AppError {
  return new AppError('storage_unavailable', goneAway)
}

function toStorageError(cause: unknown): unknown {
  const code = errnoCode(cause)
  if (!code) return cause
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('storage_full', 'The storage is full: free some space, then try again.', { cause })
  }
  if (code === 'EFBIG') {
    return new AppError('storage_full', 'The file is larger than the file system or its limits allow.', { cause })
  }
  const sentence = sentences[code] ?? `The storage folder cannot be used (${code}).`
  return new AppError('storage_unavailable', sentence, { cause })
}

/** `ENOENT` and the like, or null for any other error. */
export function errnoCode(error: unknown): string | null {
  return error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null
}

/** Never follows a symbolic link in the last place of the path. */
export function openForReading(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
}

/** A file's name is durable only when its folder has been written out too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the folders under `root` one by one, durable and private to the owner. Refuses to pass through a link. */
export async function ensureFolder(root: string, names: readonly string[]): Promise<string> {
  let folder = root
  for (const name of names) {
    const parent = folder
    folder = join(parent, name)
    try {
      await mkdir(folder, { mode: 0o700 })
      await syncFolder(parent)
    } catch (error) {
      if (errnoCode(error) !== 'EEXIST') throw error
      if (!(await lstat(folder)).isDirectory()) throw new AppError('storage_unavailable', noFolder, { cause: error })
    }
  }
  return folder
}

/** Whether the path lies below the root at just the place that its name says, with no link on the way. */
export async function isReallyBelow(root: string, path: string): Promise<boolean> {
  return (await realpath(path)) === (await realpath(root)) + path.slice(root.length)
}

/** A single write may take less than all, for one when the disk is nearly full. */
export async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten
  }
}

/** Reads exactly so many bytes, or fewer where the file ends. */
export async function readUpTo(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
