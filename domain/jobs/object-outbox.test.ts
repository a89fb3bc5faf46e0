import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#domain/errors/app-error'
import type { ObjectStore } from '#domain/storage/object-store'
import { useDatabase } from '#tests/db/use-database'
import { useStore } from '#tests/support/use-store'
import { makeQueued, makeUser, one, originalKey } from '#tests/worker/rows'
import { drainObjectDeletions } from './object-outbox.server'

const test = useDatabase()
const objects = useStore()
let userId: string

beforeEach(async () => {
  await test.client.query('delete from recordings; delete from object_deletions')
  userId = await makeUser(test.client)
})

const waiting = async () =>
  (await test.client.query('select object_key from object_deletions')).rows.map((row) => row.object_key)
const drain = (from: ObjectStore = objects.store) => drainObjectDeletions(test.db, from, () => undefined)

describe('the outbox', () => {
  it('deletes the objects of deleted rows, and those only', async () => {
    const gone = await makeQueued(test.client, userId)
    const stays = await makeQueued(test.client, userId)
    await objects.put(originalKey(userId, gone))
    await objects.put(originalKey(userId, stays))
    await test.client.query('delete from recordings where id = $1', [gone])
    expect(await drain()).toEqual({ deleted: 1, failed: 0 })
    expect(await objects.store.stat(originalKey(userId, gone))).toBeNull()
    expect(await objects.store.stat(originalKey(userId, stays))).not.toBeNull()
    expect(await waiting()).toEqual([])
  })

  it('keeps what storage refuses to delete, later each time, while others are deleted', async () => {
    const [stuck, free] = [await objects.put('recordings/a/b/original'), await objects.put('recordings/a/c/original')]
    await test.client.query('insert into object_deletions (object_key) values ($1), ($2)', [stuck, free])
    const refusing: ObjectStore = {
      ...objects.store,
      delete: (key) =>
        key === stuck ? Promise.reject(new AppError('storage_unavailable', 'away')) : objects.store.delete(key),
    }
    expect(await drain(refusing)).toEqual({ deleted: 1, failed: 1 })
    expect(await drain(refusing)).toEqual({ deleted: 0, failed: 0 })
    const row = await one(test.client, 'select object_key, attempts, not_before > now() as later from object_deletions')
    expect(row).toEqual({ object_key: stuck, attempts: 1, later: true })
    await test.client.query('update object_deletions set not_before = now()')
    expect(await drain()).toEqual({ deleted: 1, failed: 0 })
    expect(await objects.store.stat(stuck)).toBeNull()
  })

  it('keeps an object that a row stands for again', async () => {
    const picture = await objects.put(`avatars/${userId}/0011223344556677.webp`)
    await test.client.query('update user_profiles set avatar_key = $2 where user_id = $1', [userId, picture])
    await test.client.query('insert into object_deletions (object_key) values ($1)', [picture])
    await drain()
    expect(await objects.store.stat(picture)).not.toBeNull()
    expect(await waiting()).toEqual([])
  })

  it('is drained by several at once without doing anything twice', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => objects.put(`recordings/a/${n}/original`)))
    await test.client.query('insert into object_deletions (object_key) select unnest($1::text[])', [keys])
    const results = await Promise.all([drain(), drain(), drain()])
    expect(results.reduce((sum, result) => sum + result.deleted, 0)).toBe(20)
    expect(await waiting()).toEqual([])
  })
})
