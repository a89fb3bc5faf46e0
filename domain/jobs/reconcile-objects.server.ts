import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { findKeysInUse } from './object-use.server'
import { failRecording } from './outcome.server'
import { isOwnStore } from './own-store.server'

const BATCH_KEYS = 500
/** Objects under other prefixes are not ours to judge. */
const prefixes = ['recordings/', 'avatars/']

/** What the store holds of ours, when it was looked through: keys, and when each was last written (Unix ms). */
export type StoreListing = ReadonlyMap<string, number>

/** One look through the store serves all that is compared. */
export async function listStore(store: ObjectStore): Promise<StoreListing> {
  const listing = new Map<string, number>()
  for (const prefix of prefixes) {
    for await (const object of store.list(prefix)) listing.set(object.key, object.modifiedAt.getTime())
  }
  return listing
}

export interface OrphanResult {
  deleted: string[]
  /** Orphans that were left alone, and why. */
  spared: number
  refusal: 'not_own_store' | 'too_many' | null
}

/**
 * Deletes objects that no row stands for, once they are older than any upload can be. Deletes nothing where the store
 * is not known to be this database's own, or where so many are orphans that the database is the likelier to be wrong.
 */
export async function deleteOrphanObjects(
  db: Db,
  store: ObjectStore,
  listing: StoreListing,
  now = Date.now(),
): Promise<OrphanResult> {
  const unknown = await findUnknown(db, [...listing.keys()])
  const orphans = unknown.filter((key) => now - listing.get(key)! >= limits.uploadOrphanMs)
  const tolerable = Math.max(limits.orphansMax, (listing.size * limits.orphansPercentMax) / 100)
  if (!(await isOwnStore(db, store, unknown.length))) {
    return { deleted: [], spared: orphans.length, refusal: 'not_own_store' }
  }
  if (orphans.length > tolerable) return { deleted: [], spared: orphans.length, refusal: 'too_many' }
  // Asked again: a row may have come to stand for one while the rest was judged.
  const deleted = await findUnknown(db, orphans)
  for (const key of deleted) await store.delete(key)
  return { deleted, spared: 0, refusal: null }
}

/** Those of the keys that no row stands for. */
async function findUnknown(db: Db, keys: string[]): Promise<string[]> {
  const unknown: string[] = []
  for (let start = 0; start < keys.length; start += BATCH_KEYS) {
    const batch = keys.slice(start, start + BATCH_KEYS)
    const inUse = await findKeysInUse(db, batch)
    unknown.push(...batch.filter((key) => !inUse.has(key)))
  }
  return unknown
}

/** Fails uploads that nobody has been sending for a day, so that their count and minutes go back. Returns how many. */
export async function failAbandonedUploads(db: Db): Promise<number> {
  const abandoned = await db.execute<{ id: string; fence: string }>(
    sql`select id, fence from recordings
         where status = 'uploading' and created_at < now() - make_interval(secs => ${limits.uploadOrphanMs} / 1000.0)`,
  )
  const error = new AppError('upload_incomplete', 'The upload was not finished: send the file again.')
  let failed = 0
  // Each in a transaction of its own: several at once would hold the locks of several users.
  for (const { id, fence } of abandoned.rows) {
    if (await failRecording(db, { recordingId: id, fence: Number(fence) }, error)) failed += 1
  }
  return failed
}

/**
 * Notes on finished recordings whose audio is not in storage (`meta.audioMissing`), and takes the note back when it is
 * there again: a bucket that is not mounted today must not cost anything for good. Returns how many are missing.
 */
export async function noteMissingAudio(db: Db, store: ObjectStore, listing: StoreListing): Promise<number> {
  let missing = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await db.execute<{ id: string; key: string; noted: boolean }>(
      sql`select id, object_key as key, coalesce((meta->>'audioMissing')::boolean, false) as noted from recordings
           where id > ${after}::uuid and object_key is not null and status in ('done', 'failed', 'cancelled')
           order by id limit ${BATCH_KEYS}`,
    )
    for (const { id, key, noted } of page.rows) {
      // Only what seems to have gone is asked for by itself: it may have been stored after the listing.
      const isMissing = !listing.has(key) && (noted || (await store.stat(key)) === null)
      if (isMissing) missing += 1
      if (isMissing === noted) continue
      await db.execute(
        isMissing
          ? sql`update recordings set meta = meta || '{"audioMissing": true}' where id = ${id}::uuid`
          : sql`update recordings set meta = meta - 'audioMissing' where id = ${id}::uuid`,
      )
    }
    const last = page.rows.at(-1)
    if (!last || page.rows.length < BATCH_KEYS) return missing
    after = last.id
  }
}
