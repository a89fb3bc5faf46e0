import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { failRecording } from './outcome.server'
import { isOwnStore } from './own-store.server'
import { findUnknown, tolerableOrphans, type StoreListing } from './store-listing.server'

const PAGE_ROWS = 500

/** Why orphans are left alone; null where they may go. */
export type Refusal = 'not_own_store' | 'too_many' | null

export interface OrphanResult {
  deleted: string[]
  /** Orphans that were left alone. */
  spared: number
  refusal: Refusal
}

/** Whether so many orphans may go. */
export async function judgeOrphans(db: Db, store: ObjectStore, listing: StoreListing, orphans: number): Promise<Refusal> {
  if (!(await isOwnStore(db, store))) return 'not_own_store'
  return orphans > tolerableOrphans(listing.size) ? 'too_many' : null
}

/** Whether an object was written so long ago (Unix ms) that no upload can be that old. */
export const isSettled = (writtenAt: number, now: number) => now - writtenAt >= limits.uploadOrphanMs

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
  const orphans = unknown.filter((key) => isSettled(listing.get(key)!, now))
  const refusal = await judgeOrphans(db, store, listing, orphans.length)
  if (refusal) return { deleted: [], spared: orphans.length, refusal }
  // Asked again: a row may have come to stand for one while the rest was judged.
  const deleted = await findUnknown(db, orphans)
  for (const key of deleted) await store.delete(key)
  return { deleted, spared: 0, refusal: null }
}

export interface AbandonedUpload {
  id: string
  fence: number
  /** Its object, where that had arrived; null before. */
  key: string | null
}

/** Uploads that nobody has been sending for a day. Those in parts have a time of their own (settle-arrivals.server.ts). */
export async function findAbandonedUploads(db: Db): Promise<AbandonedUpload[]> {
  const { rows } = await db.execute<{ id: string; fence: string; key: string | null }>(
    sql`select id, fence, object_key as key from recordings
         where status = 'uploading' and created_at < now() - make_interval(secs => ${limits.uploadOrphanMs} / 1000.0)
           and not exists (select from uploads u where u.recording_id = recordings.id and u.arrival_id is not null)`,
  )
  return rows.map(({ fence, ...row }) => ({ ...row, fence: Number(fence) }))
}

/** Fails them, so that their count and minutes go back. Returns how many. */
export async function failAbandonedUploads(db: Db): Promise<number> {
  const error = new AppError('upload_incomplete', 'The upload was not finished: send the file again.')
  let failed = 0
  // Each in a transaction of its own: several at once would hold the locks of several users.
  for (const { id, fence } of await findAbandonedUploads(db)) {
    if (await failRecording(db, { recordingId: id, fence }, error)) failed += 1
  }
  return failed
}

/** A finished recording, and whether its audio is in storage. */
export interface AudioFound {
  id: string
  key: string
  isMissing: boolean
  /** Whether its row says so already (`meta.audioMissing`). */
  noted: boolean
}

/** Looks for the audio of every finished recording that has some. */
export async function* lookForAudio(db: Db, store: ObjectStore, listing: StoreListing): AsyncGenerator<AudioFound> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await db.execute<{ id: string; key: string; noted: boolean }>(
      sql`select id, object_key as key, coalesce((meta->>'audioMissing')::boolean, false) as noted from recordings
           where id > ${after}::uuid and object_key is not null and status in ('done', 'failed', 'cancelled')
           order by id limit ${PAGE_ROWS}`,
    )
    for (const row of page.rows) {
      // Only what seems to have gone is asked for by itself: it may have been stored after the listing.
      yield { ...row, isMissing: !listing.has(row.key) && (row.noted || (await store.stat(row.key)) === null) }
    }
    const last = page.rows.at(-1)
    if (!last || page.rows.length < PAGE_ROWS) return
    after = last.id
  }
}

/**
 * Notes on finished recordings whose audio is not in storage (`meta.audioMissing`), and takes the note back when it is
 * there again: a bucket that is not mounted today must not cost anything for good. Returns how many are missing.
 */
export async function noteMissingAudio(db: Db, store: ObjectStore, listing: StoreListing): Promise<number> {
  let missing = 0
  for await (const { id, isMissing, noted } of lookForAudio(db, store, listing)) {
    if (isMissing) missing += 1
    if (isMissing === noted) continue
    await db.execute(
      isMissing
        ? sql`update recordings set meta = meta || '{"audioMissing": true}' where id = ${id}::uuid`
        : sql`update recordings set meta = meta - 'audioMissing' where id = ${id}::uuid`,
    )
  }
  return missing
}
