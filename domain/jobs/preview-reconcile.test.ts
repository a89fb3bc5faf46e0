import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { useDatabase } from '#tests/db/use-database'
import { useStore } from '#tests/support/use-store'
import { makeQueued, makeUser, one, originalKey } from '#tests/worker/rows'
import { claimStore } from './claim-store.server'
import { markerKey } from './own-store.server'
import { previewReconcile } from './preview-reconcile.server'
import { deleteOrphanObjects, failAbandonedUploads, noteMissingAudio } from './reconcile-objects.server'
import { listStore } from './store-listing.server'

const test = useDatabase()
const objects = useStore()
const tomorrow = () => Date.now() + limits.uploadOrphanMs + 1000
let userId: string

beforeEach(async () => {
  await test.client.query('delete from recordings; delete from object_deletions')
  userId = await makeUser(test.client)
  await claimStore({ db: test.db, store: objects.store, adopt: null })
})

const keysOf = (found: { key: string }[]) => found.map(({ key }) => key)

/** An upload that was begun so long ago, with something of it in storage. */
async function beginUpload(hours: number): Promise<{ id: string; key: string }> {
  const { id } = await one<{ id: string }>(test.client,
    `select recording_id as id from sp_check_quota_and_create_recording($1, 'upload', 'en')`, [userId])
  await test.client.query('update recordings set created_at = now() - make_interval(hours => $2) where id = $1', [id, hours])
  return { id, key: await objects.put(originalKey(userId, id)) }
}

it('tells what the comparison does next, and does none of it', async () => {
  const known = await objects.put(originalKey(userId, await makeQueued(test.client, userId)))
  const lost = await makeQueued(test.client, userId)
  await test.client.query(`update recordings set status = 'failed'`)
  const stranger = await objects.put(`recordings/${userId}/${randomUUID()}/original`)
  const left = await beginUpload(25)
  const arrived = await beginUpload(25)
  await test.client.query('update recordings set object_key = $2 where id = $1', [arrived.id, arrived.key])
  const sending = await beginUpload(1)
  const rows = () => test.client.query('select * from recordings order by id').then((found) => found.rows)
  const before = await rows()

  const today = await previewReconcile(test.db, objects.store)
  expect(today).toMatchObject({ objects: 5, bytes: 5 * 'content'.length, orphans: [], refusal: null })
  expect(keysOf(today.young)).toEqual([stranger, left.key].sort())
  const told = await previewReconcile(test.db, objects.store, tomorrow())
  expect(await rows()).toEqual(before)
  expect(keysOf(told.orphans)).toEqual([stranger, left.key].sort())
  expect(told).toMatchObject({
    young: [], refusal: null, abandoned: [left.id, arrived.id].sort(), missing: [{ id: lost, key: originalKey(userId, lost) }],
  })

  // In the order in which the worker does it.
  const listing = await listStore(objects.store)
  expect(await failAbandonedUploads(test.db)).toBe(told.abandoned.length)
  const { deleted } = await deleteOrphanObjects(test.db, objects.store, listing, tomorrow())
  expect(deleted.sort()).toEqual(keysOf(told.orphans))
  expect(await noteMissingAudio(test.db, objects.store, listing)).toBe(told.missing.length)
  for (const key of [known, arrived.key, sending.key]) expect(await objects.store.stat(key)).not.toBeNull()
})

it('says why orphans would be left alone', async () => {
  for (let count = 0; count <= limits.orphansMax; count += 1) await objects.put(`recordings/${userId}/${randomUUID()}/original`)
  const refusalOf = async () => {
    const { orphans, refusal } = await previewReconcile(test.db, objects.store, tomorrow())
    return [orphans.length, refusal]
  }
  expect(await refusalOf()).toEqual([limits.orphansMax + 1, 'too_many'])
  await objects.store.delete(markerKey)
  expect(await refusalOf()).toEqual([limits.orphansMax + 1, 'not_own_store'])
})
