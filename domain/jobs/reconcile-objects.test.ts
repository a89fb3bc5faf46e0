import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { useDatabase } from '#tests/db/use-database'
import { useStore } from '#tests/support/use-store'
import { makeQueued, makeUser, one, originalKey } from '#tests/worker/rows'
import { claimStore } from './claim-store.server'
import { markerKey, readMarker, writeMarker } from './own-store.server'
import { deleteOrphanObjects, failAbandonedUploads, noteMissingAudio } from './reconcile-objects.server'
import { listStore } from './store-listing.server'

const test = useDatabase()
const objects = useStore()
let userId: string

beforeEach(async () => {
  await test.client.query('delete from recordings; delete from object_deletions')
  userId = await makeUser(test.client)
  await claimStore({ db: test.db, store: objects.store, adopt: null })
})

describe('the reconciler', () => {
  const tomorrow = () => Date.now() + limits.uploadOrphanMs + 1000
  const deleteOrphans = async (now?: number) =>
    deleteOrphanObjects(test.db, objects.store, await listStore(objects.store), now)
  const noteMissing = async (listing = listStore(objects.store)) =>
    noteMissingAudio(test.db, objects.store, await listing)
  const nothingDeleted = { deleted: [], spared: 0, refusal: null }

  it('deletes objects that no row stands for, once no upload can be that old', async () => {
    expect(await deleteOrphans()).toEqual(nothingDeleted)
    const known = await makeQueued(test.client, userId)
    const uploading = await one<{ id: string }>(test.client,
      `select recording_id as id from sp_check_quota_and_create_recording($1, 'upload', 'en')`, [userId])
    const kept = [await objects.put(originalKey(userId, known)), await objects.put(originalKey(userId, uploading.id))]
    const orphans = [
      originalKey(userId, randomUUID()), originalKey(randomUUID(), known), `recordings/${userId}/${known}/playback`,
      `recordings/not-an-id/either/original`, `avatars/${userId}/0011223344556677.webp`,
    ]
    for (const key of orphans) await objects.put(key)
    expect(await deleteOrphans()).toEqual(nothingDeleted)
    expect((await deleteOrphans(tomorrow())).deleted.sort()).toEqual([...orphans].sort())
    for (const key of kept) expect(await objects.store.stat(key)).not.toBeNull()
    for (const key of orphans) expect(await objects.store.stat(key)).toBeNull()
  })

  const putOrphans = (count: number) =>
    Promise.all(Array.from({ length: count }, () => objects.put(originalKey(userId, randomUUID()))))
  const refused = (refusal: string, spared: number) => ({ deleted: [], spared, refusal })

  it('deletes nothing from a store that another database has claimed since', async () => {
    const [orphan] = await putOrphans(1)
    const marker = (await readMarker(objects.store))!
    await writeMarker(objects.store, 'another')
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    await objects.store.delete(markerKey)
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    await writeMarker(objects.store, marker)
    expect(await deleteOrphans(tomorrow())).toEqual({ ...nothingDeleted, deleted: [orphan] })
  })

  it('deletes nothing where it would be too much', async () => {
    const orphans = await putOrphans(limits.orphansMax + 1)
    expect(await deleteOrphans(tomorrow())).toEqual(refused('too_many', orphans.length))
    for (const key of orphans) expect(await objects.store.stat(key)).not.toBeNull()
    await objects.store.delete(orphans[0]!)
    expect((await deleteOrphans(tomorrow())).deleted).toHaveLength(limits.orphansMax)
  })

  it('fails uploads that were left, and gives their count back', async () => {
    const create = `select recording_id from sp_check_quota_and_create_recording($1, 'upload', 'en')`
    await test.client.query(create, [userId])
    await test.client.query(`update recordings set created_at = now() - interval '25 hours'`)
    await test.client.query(create, [userId])
    expect(await failAbandonedUploads(test.db)).toBe(1)
    const rows = await test.client.query('select status, error_code from recordings order by created_at')
    expect(rows.rows).toEqual([
      { status: 'failed', error_code: 'upload_incomplete' }, { status: 'uploading', error_code: null },
    ])
    const usage = 'select usage_count as n from user_subscriptions where user_id = $1'
    expect(await one(test.client, usage, [userId])).toEqual({ n: 1 })
    expect((await test.client.query('select from job_failures')).rowCount).toBe(0)
  })

  it('notes audio that is missing, and takes the note back', async () => {
    const id = await makeQueued(test.client, userId)
    await test.client.query(`update recordings set status = 'failed'`)
    const noted = () => one(test.client, `select meta ? 'audioMissing' as noted from recordings`)
    const before = listStore(objects.store)
    expect(await noteMissing(before)).toBe(1)
    expect(await noted()).toEqual({ noted: true })
    await objects.put(originalKey(userId, id))
    expect(await noteMissing()).toBe(0)
    expect(await noted()).toEqual({ noted: false })
    // Stored after the listing was made.
    expect(await noteMissing(before)).toBe(0)
  })

  it('asks storage for the audio of no recording that the listing has', async () => {
    await objects.put(originalKey(userId, await makeQueued(test.client, userId)))
    await test.client.query(`update recordings set status = 'failed'`)
    const silent: ObjectStore = { ...objects.store, stat: () => Promise.reject(new Error('asked')) }
    expect(await noteMissingAudio(test.db, silent, await listStore(objects.store))).toBe(0)
  })
})
