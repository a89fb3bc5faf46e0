import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { findKeysInUse } from './object-use.server'
import { failRecording } from './outcome.server'

const BATCH_KEYS = 500
/** Objects under other prefixes are not ours to judge. */
const prefixes = ['recordings/', 'avatars/']

/** Deletes objects that no row stands for, once they are older than any upload can be. Returns their keys. */
export async function deleteOrphanObjects(db: Db, store: ObjectStore, now = Date.now()): Promise<string[]> {
  const orphans: string[] = []
  const judge = async (keys: string[]) => {
    const inUse = await findKeysInUse(db, keys)
    for (const key of keys.filter((candidate) => !inUse.has(candidate))) {
      await store.delete(key)
      orphans.push(key)
    }
  }
  for (const prefix of prefixes) {
    let batch: string[] = []
    for await (const object of store.list(prefix)) {
      if (now - object.modifiedAt.getTime() < limits.uploadOrphanMs) continue
      batch.push(object.key)
      if (batch.length < BATCH_KEYS) continue
      await judge(batch)
      batch = []
    }
    await judge(batch)
  }
  return orphans
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
export async function noteMissingAudio(db: Db, store: ObjectStore): Promise<number> {
  let missing = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await db.execute<{ id: string; key: string; noted: boolean }>(
      sql`select id, object_key as key, coalesce((meta->>'audioMissing')::boolean, false) as noted from recordings
           where id > ${after}::uuid and object_key is not null and status in ('done', 'failed', 'cancelled')
           order by id limit ${BATCH_KEYS}`,
    )
    for (const { id, key, noted } of page.rows) {
      const isMissing = (await store.stat(key)) === null
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
