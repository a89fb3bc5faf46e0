import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { makeFileStore } from '#domain/storage/file-store.server'
import { loadOrCreateMasterKeys } from '#domain/storage/master-key.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { connect, makeQueued, makeUser, one, originalKey } from '#tests/worker/rows'
import { drainObjectDeletions } from './object-outbox.server'
import { markerKey } from './own-store.server'
import { deleteOrphanObjects, failAbandonedUploads, listStore, noteMissingAudio } from './reconcile-objects.server'

let database: TestDatabase
let open: Database
let client: pg.Client
let dir: string
let store: ObjectStore
let userId: string

beforeAll(async () => {
  database = await makeTestDatabase()
  open = openDatabase({ url: database.url, name: 'test-objects' })
  client = await connect(database.url)
})
afterAll(async () => {
  await client.end()
  await open.close()
  await database.drop()
})
beforeEach(async () => {
  await client.query('delete from recordings; delete from object_deletions')
  userId = await makeUser(client)
  dir = await mkdtemp(path.join(os.tmpdir(), 'steno-objects-'))
  store = makeFileStore({ dir, masterKeys: await loadOrCreateMasterKeys(path.join(dir, 'keys.json')) })
  return () => rm(dir, { recursive: true, force: true })
})

async function put(key: string): Promise<string> {
  await store.put(key, (async function* () {
    yield randomBytes(10)
  })())
  return key
}
const waiting = async () => (await client.query('select object_key from object_deletions')).rows.map((row) => row.object_key)
const drain = (from: ObjectStore = store) => drainObjectDeletions(open.db, from, () => undefined)

describe('the outbox', () => {
  it('deletes the objects of deleted rows, and those only', async () => {
    const gone = await makeQueued(client, userId)
    const stays = await makeQueued(client, userId)
    await put(originalKey(userId, gone))
    await put(originalKey(userId, stays))
    await client.query('delete from recordings where id = $1', [gone])
    expect(await drain()).toEqual({ deleted: 1, failed: 0 })
    expect(await store.stat(originalKey(userId, gone))).toBeNull()
    expect(await store.stat(originalKey(userId, stays))).not.toBeNull()
    expect(await waiting()).toEqual([])
  })

  it('keeps what storage refuses to delete, later each time, while others are deleted', async () => {
    const [stuck, free] = [await put('recordings/a/b/original'), await put('recordings/a/c/original')]
    await client.query('insert into object_deletions (object_key) values ($1), ($2)', [stuck, free])
    const refusing: ObjectStore = {
      ...store,
      delete: (key) => (key === stuck ? Promise.reject(new AppError('storage_unavailable', 'away')) : store.delete(key)),
    }
    expect(await drain(refusing)).toEqual({ deleted: 1, failed: 1 })
    expect(await drain(refusing)).toEqual({ deleted: 0, failed: 0 })
    const row = await one(client, 'select object_key, attempts, not_before > now() as later from object_deletions')
    expect(row).toEqual({ object_key: stuck, attempts: 1, later: true })
    await client.query('update object_deletions set not_before = now()')
    expect(await drain()).toEqual({ deleted: 1, failed: 0 })
    expect(await store.stat(stuck)).toBeNull()
  })

  it('keeps an object that a row stands for again', async () => {
    const picture = await put(`avatars/${userId}/0011223344556677.webp`)
    await client.query('update user_profiles set avatar_key = $2 where user_id = $1', [userId, picture])
    await client.query('insert into object_deletions (object_key) values ($1)', [picture])
    await drain()
    expect(await store.stat(picture)).not.toBeNull()
    expect(await waiting()).toEqual([])
  })

  it('is drained by several at once without doing anything twice', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => put(`recordings/a/${n}/original`)))
    await client.query('insert into object_deletions (object_key) select unnest($1::text[])', [keys])
    const results = await Promise.all([drain(), drain(), drain()])
    expect(results.reduce((sum, result) => sum + result.deleted, 0)).toBe(20)
    expect(await waiting()).toEqual([])
  })
})

describe('the reconciler', () => {
  const tomorrow = () => Date.now() + limits.uploadOrphanMs + 1000
  const deleteOrphans = async (now?: number) => deleteOrphanObjects(open.db, store, await listStore(store), now)
  const noteMissing = async (listing = listStore(store)) => noteMissingAudio(open.db, store, await listing)
  const nothingDeleted = { deleted: [], spared: 0, refusal: null }

  it('deletes objects that no row stands for, once no upload can be that old', async () => {
    expect(await deleteOrphans()).toEqual(nothingDeleted)
    const known = await makeQueued(client, userId)
    const uploading = await one<{ id: string }>(client,
      `select recording_id as id from sp_check_quota_and_create_recording($1, 'upload', 'en')`, [userId])
    const kept = [await put(originalKey(userId, known)), await put(originalKey(userId, uploading.id))]
    const orphans = [
      await put(originalKey(userId, randomUUID())), await put(originalKey(randomUUID(), known)),
      await put(`recordings/${userId}/${known}/playback`), await put(`recordings/not-an-id/either/original`),
      await put(`avatars/${userId}/0011223344556677.webp`),
    ]
    expect(await deleteOrphans()).toEqual(nothingDeleted)
    expect((await deleteOrphans(tomorrow())).deleted.sort()).toEqual([...orphans].sort())
    for (const key of kept) expect(await store.stat(key)).not.toBeNull()
    for (const key of orphans) expect(await store.stat(key)).toBeNull()
  })

  const putOrphans = (count: number) =>
    Promise.all(Array.from({ length: count }, () => put(originalKey(userId, randomUUID()))))
  const refused = (refusal: string, spared: number) => ({ deleted: [], spared, refusal })
  const forgetStoreId = () => client.query(`delete from installation where key = 'store_id'`)
  const setStoreId = (id: string) => client.query(`insert into installation values ('store_id', $1)`, [id])

  it('deletes nothing from the store of another database', async () => {
    await forgetStoreId()
    await deleteOrphans()
    const [orphan] = await putOrphans(1)
    const { value } = await one<{ value: string }>(client, `select value from installation where key = 'store_id'`)
    await forgetStoreId()
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    await setStoreId('another')
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    await forgetStoreId()
    await setStoreId(value)
    expect(await deleteOrphans(tomorrow())).toEqual({ ...nothingDeleted, deleted: [orphan] })
  })

  it('makes a store its own only while that holds nothing foreign', async () => {
    await forgetStoreId()
    const [foreign] = await putOrphans(1)
    expect(await deleteOrphans()).toEqual(refused('not_own_store', 0))
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    expect(await store.stat(markerKey)).toBeNull()
    await setStoreId('known, but the store has no marker')
    expect(await deleteOrphans(tomorrow())).toEqual(refused('not_own_store', 1))
    await store.delete(foreign!)
    await put(originalKey(userId, await makeQueued(client, userId)))
    expect(await deleteOrphans(tomorrow())).toEqual(nothingDeleted)
    expect(await store.stat(markerKey)).not.toBeNull()
  })

  it('deletes nothing where it would be too much', async () => {
    await deleteOrphans()
    const orphans = await putOrphans(limits.orphansMax + 1)
    expect(await deleteOrphans(tomorrow())).toEqual(refused('too_many', orphans.length))
    for (const key of orphans) expect(await store.stat(key)).not.toBeNull()
    await store.delete(orphans[0]!)
    expect((await deleteOrphans(tomorrow())).deleted).toHaveLength(limits.orphansMax)
  })

  it('fails uploads that were left, and gives their count back', async () => {
    const create = `select recording_id from sp_check_quota_and_create_recording($1, 'upload', 'en')`
    await client.query(create, [userId])
    await client.query(`update recordings set created_at = now() - interval '25 hours'`)
    await client.query(create, [userId])
    expect(await failAbandonedUploads(open.db)).toBe(1)
    const rows = await client.query('select status, error_code from recordings order by created_at')
    expect(rows.rows).toEqual([{ status: 'failed', error_code: 'upload_incomplete' }, { status: 'uploading', error_code: null }])
    expect(await one(client, 'select usage_count as n from user_subscriptions where user_id = $1', [userId])).toEqual({ n: 1 })
    expect((await client.query('select from job_failures')).rowCount).toBe(0)
  })

  it('notes audio that is missing, and takes the note back', async () => {
    const id = await makeQueued(client, userId)
    await client.query(`update recordings set status = 'failed'`)
    const noted = () => one(client, `select meta ? 'audioMissing' as noted from recordings`)
    const before = listStore(store)
    expect(await noteMissing(before)).toBe(1)
    expect(await noted()).toEqual({ noted: true })
    await put(originalKey(userId, id))
    expect(await noteMissing()).toBe(0)
    expect(await noted()).toEqual({ noted: false })
    // Stored after the listing was made.
    expect(await noteMissing(before)).toBe(0)
  })

  it('asks storage for the audio of no recording that the listing has', async () => {
    await put(originalKey(userId, await makeQueued(client, userId)))
    await client.query(`update recordings set status = 'failed'`)
    const silent: ObjectStore = { ...store, stat: () => Promise.reject(new Error('asked')) }
    expect(await noteMissingAudio(open.db, silent, await listStore(store))).toBe(0)
  })
})
