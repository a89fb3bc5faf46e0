import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { collect, inChunks } from '#tests/support/chunks'
import { second, text, useUploads } from '#tests/support/use-uploads'
import { probeMedia } from '../audio/probe-media.server'
import { drainObjectDeletions } from '../jobs/object-outbox.server'
import { failAbandonedUploads } from '../jobs/reconcile-objects.server'
import { limits } from '../limits/limits'
import { cancelRecording, deleteRecording } from '../recordings/change-recording.server'
import type { ObjectStore } from '../storage/object-store'
import { completeUpload } from './complete-upload.server'
import { listOpenUploads, type PartUpload } from './own-upload.server'
import { settleArrivals } from './settle-arrivals.server'
import { startUpload, type UploadWish } from './start-upload.server'

const uploads = useUploads()
// What settles looks at the uploads of everybody.
beforeEach(async () => {
  await uploads.db.execute(sql`delete from recordings`)
})
const tools = (store: ObjectStore = uploads.store) => ({ db: uploads.db, store, probe: probeMedia, canRecognise: async () => undefined })
const uploadKey = '7b3c7c6e-0d3b-4e7e-9a53-0e6f1d2c3b4a'

const start = (wish: Partial<UploadWish> = {}) =>
  startUpload(tools(), { userId: uploads.userId, fileName: 'talk.wav', bytes: second.length, language: 'en', ...wish })
async function begin(wish: Partial<UploadWish> = {}): Promise<PartUpload> {
  const { upload } = await start(wish)
  return upload!
}
const send = ({ arrival, bytes }: PartUpload, content: Uint8Array = second) =>
  uploads.store.arrivals.put(arrival!, { number: 1, bytes }, inChunks(content))
const complete = ({ id }: PartUpload, store?: ObjectStore) => completeUpload(tools(store), uploads.userId, id)
const statuses = async () => (await uploads.recordings()).map(({ status }) => status)
async function incoming(): Promise<number> {
  await drainObjectDeletions(uploads.db, uploads.store, (error) => { throw error })
  let count = 0
  for await (const _ of uploads.store.list('incoming/')) count += 1
  return count
}
const inHours = (hours: number) => Date.now() + hours * 3_600_000

describe('an attempt that comes again with the same key', () => {
  it('goes on with what the one before has begun, and is told of what that has completed', async () => {
    const first = await begin({ uploadKey })
    expect((await begin({ uploadKey })).id).toBe(first.id)
    await send(first)
    const accepted = await complete(first)
    expect(await start({ uploadKey })).toEqual({ upload: null, accepted })
    expect(await statuses()).toEqual(['queued'])
    const other = await addUser(uploads.db)
    expect((await begin({ uploadKey, userId: other })).recordingId).not.toBe(first.recordingId)
  })

  it('begins anew where the file is another one', async () => {
    const first = await begin({ uploadKey })
    await send(first)
    const second = await begin({ uploadKey, bytes: 10 })
    expect(second.id).not.toBe(first.id)
    expect((await listOpenUploads(uploads.db, uploads.userId)).map(({ id }) => id)).toEqual([second.id])
    expect(await incoming()).toBe(0)
  })
})

describe('a crash', () => {
  it('between putting the file together and writing that down costs nothing', async () => {
    const upload = await begin()
    await send(upload)
    const { store } = uploads
    const join: ObjectStore['arrivals']['join'] = async (...args) => {
      await store.arrivals.join(...args)
      throw new Error('killed')
    }
    await expect(complete(upload, { ...store, arrivals: { ...store.arrivals, join } })).rejects.toThrow('killed')
    expect(await statuses()).toEqual(['uploading'])
    expect(await complete(upload)).toMatchObject({ recordingId: upload.recordingId })
    expect(await statuses()).toEqual(['queued'])
    expect(await incoming()).toBe(0)
  })

  it('before it is in the queue costs nothing either', async () => {
    const upload = await begin({ uploadKey })
    await send(upload)
    await uploads.db.execute(sql`alter function sp_reserve_minutes(uuid, bigint) rename to away`)
    try {
      await expect(complete(upload)).rejects.toThrow()
    } finally {
      await uploads.db.execute(sql`alter function away(uuid, bigint) rename to sp_reserve_minutes`)
    }
    expect(await statuses()).toEqual(['uploading'])
    expect(await incoming()).toBe(1)
    expect((await begin({ uploadKey })).id).toBe(upload.id)
    await complete(upload)
    expect(await statuses()).toEqual(['queued'])
    expect((await collect(await uploads.store.read(upload.arrival!.key))).equals(second)).toBe(true)
    expect(await incoming()).toBe(0)
  })

  it('of the sender, when all had arrived, is made up for', async () => {
    const [whole, words] = [await begin(), await begin({ bytes: text.length })]
    await send(whole)
    await send(words, text)
    expect(await settleArrivals(tools())).toEqual({ completed: 0, expired: 0 })
    const later = Date.now() + limits.uploadSettleMs + 1000
    expect(await settleArrivals(tools(), later)).toEqual({ completed: 1, expired: 0 })
    expect((await statuses()).sort()).toEqual(['failed', 'queued'])
    expect(await incoming()).toBe(0)
  })

  it('of the web process, before it said that the upload was there, leaves nothing', async () => {
    await uploads.db.execute(sql`update uploads set arrival_id = null where id = ${(await begin()).id}`)
    await settleArrivals(tools())
    expect(await statuses()).toEqual(['uploading'])
    await settleArrivals(tools(), Date.now() + limits.uploadSettleMs + 1000)
    expect(await statuses()).toEqual([])
  })
})

describe('an upload that is never completed', () => {
  it('is given up when its time is over, and gives its place and its parts back', async () => {
    const upload = await begin({ bytes: limits.uploadPartBytes + second.length })
    await uploads.store.arrivals.put(upload.arrival!, { number: 2, bytes: second.length }, inChunks(second))
    expect(await settleArrivals(tools(), inHours(19))).toEqual({ completed: 0, expired: 0 })
    expect(await uploads.usage()).toMatchObject({ usageCount: 1 })
    expect(await settleArrivals(tools(), inHours(21))).toEqual({ completed: 0, expired: 1 })
    expect(await uploads.usage()).toMatchObject({ usageCount: 0 })
    expect(await uploads.recordings()).toMatchObject([{ status: 'failed', errorCode: 'upload_incomplete' }])
    expect(await incoming()).toBe(0)
    await expect(complete(upload)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('waits for a storage that is away, however late it is', async () => {
    const upload = await begin()
    await send(upload)
    await uploads.db.execute(sql`update recordings set created_at = now() - interval '2 days' where id = ${upload.recordingId}`)
    expect(await failAbandonedUploads(uploads.db)).toBe(0)
    expect(await settleArrivals(tools(), inHours(30))).toEqual({ completed: 1, expired: 0 })
  })
})

it.each([
  ['cancelled', cancelRecording, ['cancelled']],
  ['deleted', deleteRecording, []],
])('what is put together after its recording was %s is not kept', async (_what, stop, left) => {
  const upload = await begin()
  await send(upload)
  const { store } = uploads
  const join: ObjectStore['arrivals']['join'] = async (...args) => {
    const joined = await store.arrivals.join(...args)
    await stop(uploads.db, uploads.userId, upload.recordingId)
    return joined
  }
  const code = expect.stringMatching(/cancelled|not_found/)
  await expect(complete(upload, { ...store, arrivals: { ...store.arrivals, join } })).rejects.toMatchObject({ code })
  expect(await statuses()).toEqual(left)
  expect(await uploads.storedKeys()).toEqual([])
})

it('no more are open than may be, also of those that are begun at once', async () => {
  await uploads.db.execute(sql`
    with more as (insert into recordings (user_id, source, language, status)
      select ${uploads.userId}, 'upload', 'en', 'uploading' from generate_series(2, ${limits.uploadsOpenMax}) returning id)
    insert into uploads (recording_id, object_key, arrival_id, bytes, part_bytes, expires_at)
    select id, 'k', 'a', 1, 1, now() + interval '1 hour' from more`)
  const { store } = uploads
  const others: unknown[] = []
  const beginWith: ObjectStore['arrivals']['begin'] = async (...args) => {
    others.push(await start().catch((error: unknown) => error))
    return store.arrivals.begin(...args)
  }
  const slow = tools({ ...store, arrivals: { ...store.arrivals, begin: beginWith } })
  await startUpload(slow, { userId: uploads.userId, fileName: 'talk.wav', bytes: second.length, language: 'en' })
  expect(others).toMatchObject([{ code: 'conflict' }])
})

it('a storage that cannot begin leaves no recording', async () => {
  const { store } = uploads
  const begin = () => Promise.reject(new Error('away'))
  const broken = tools({ ...store, arrivals: { ...store.arrivals, begin } })
  const wish = { userId: uploads.userId, fileName: 'a.wav', bytes: 10, language: 'en' }
  await expect(startUpload(broken, wish)).rejects.toThrow('away')
  expect(await uploads.recordings()).toEqual([])
})
