import type { Db } from '#db/client.server'
import { limits } from '#domain/limits/limits'
import type { ObjectStore, StoredObject } from '#domain/storage/object-store'
import { findKeysInUse } from './object-use.server'

const BATCH_KEYS = 500
/** Objects under other prefixes are not ours to judge. */
const prefixes = ['recordings/', 'avatars/']

/** What the store holds of ours, when it was looked through: keys, and when each was last written (Unix ms). */
export type StoreListing = ReadonlyMap<string, number>

/** One look through the store serves all that is compared; `onObject` is told of each. */
export async function listStore(store: ObjectStore, onObject: (object: StoredObject) => void = () => {}): Promise<StoreListing> {
  const listing = new Map<string, number>()
  for (const prefix of prefixes) {
    for await (const object of store.list(prefix)) {
      listing.set(object.key, object.modifiedAt.getTime())
      onObject(object)
    }
  }
  return listing
}

/** Those of the keys that no row stands for. */
export async function findUnknown(db: Db, keys: string[]): Promise<string[]> {
  const unknown: string[] = []
  for (let start = 0; start < keys.length; start += BATCH_KEYS) {
    const batch = keys.slice(start, start + BATCH_KEYS)
    const inUse = await findKeysInUse(db, batch)
    unknown.push(...batch.filter((key) => !inUse.has(key)))
  }
  return unknown
}

/** So many objects without a row, of so many in all, are what crashes leave; with more, the database is wrong. */
export function tolerableOrphans(objects: number): number {
  return Math.max(limits.orphansMax, (objects * limits.orphansPercentMax) / 100)
}
