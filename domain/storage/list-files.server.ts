import type { Stats } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errnoCode, isReallyBelow, onDisk } from './disk.server'

export interface ListedFile {
  /** The file's path below the root, slash-separated. */
  key: string
  stats: Stats
}

/**
 * Every regular file below the root whose slash-separated path starts with the prefix. Links are passed over; what
 * vanishes while it is listed is left out. Folders are read in pieces, never whole.
 */
export async function* listFiles(root: string, prefix: string): AsyncGenerator<ListedFile> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  yield* walk(root, folder, prefix)
}

async function* walk(root: string, folder: string, prefix: string): AsyncGenerator<ListedFile> {
  const path = join(root, folder)
  const isBelow = await onDisk(unlessMissing(isReallyBelow(root, resolve(path))))
  const entries = isBelow ? await onDisk(unlessMissing(opendir(path))) : null
  if (!entries) return
  for await (const entry of entries) {
    const key = folder + entry.name
    if (!key.startsWith(prefix)) continue
    if (entry.isDirectory()) yield* walk(root, `${key}/`, prefix)
    if (!entry.isFile()) continue
    const stats = await onDisk(unlessMissing(lstat(join(root, key))))
    if (stats) yield { key, stats }
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    const code = errnoCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
