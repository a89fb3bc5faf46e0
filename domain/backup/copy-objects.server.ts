import { isAppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'

/** An object of a snapshot, as its index has it a line. */
export interface ObjectLine {
  key: string
  /** Of the plain content. */
  bytes: number
  sha256: string
}

export interface Copying {
  /** Copies as it is read: a line for each object that is in the target then. */
  lines: AsyncGenerator<string>
  /** Whole when the lines have been read. */
  sums: { count: number; objectBytes: number; copied: number; missing: string[] }
}

export interface CopyOptions {
  from: ObjectStore
  to: ObjectStore
  keys: readonly string[]
  /** What the backup before has: objects never change, so what is in the target with the same length is the same. */
  known: ReadonlyMap<string, ObjectLine>
  signal: AbortSignal
}

/** Copies objects from one store into another, but for those that are there. What is gone from the source is noted. */
export function copyObjects({ from, to, keys, known, signal }: CopyOptions): Copying {
  const sums: Copying['sums'] = { count: 0, objectBytes: 0, copied: 0, missing: [] }
  async function* lines(): AsyncGenerator<string> {
    for (const key of keys) {
      signal.throwIfAborted()
      const object = await bring(key)
      if (!object) continue
      sums.count += 1
      sums.objectBytes += object.bytes
      yield JSON.stringify(object)
    }
  }

  /** Null where the source has it no more: it was deleted since the rows were read. */
  async function bring(key: string): Promise<ObjectLine | null> {
    const before = known.get(key)
    if (before && (await to.stat(key))?.bytes === before.bytes) return before
    try {
      const written = await to.put(key, await from.read(key), { signal })
      sums.copied += 1
      return { key, ...written }
    } catch (error) {
      if (!isAppError(error) || error.code !== 'object_not_found') throw error
      sums.missing.push(key)
      return null
    }
  }
  return { lines: lines(), sums }
}
