import { afterAll, beforeAll, expect, it } from 'vitest'
import { inChunks } from '#tests/support/chunks'
import { startS3Server, type S3Server } from '#tests/support/s3-server'
import { second, useUploads } from '#tests/support/use-uploads'
import { probeMedia } from '../audio/probe-media.server'
import { limits } from '../limits/limits'
import type { ObjectStore } from '../storage/object-store'
import { makeS3Store } from '../storage/s3-store.server'
import { completeUpload } from './complete-upload.server'
import { describeUpload } from './describe-upload.server'
import { requireUpload } from './own-upload.server'
import { settleArrivals } from './settle-arrivals.server'
import { startUpload } from './start-upload.server'

const uploads = useUploads()
let server: S3Server
let store: ObjectStore
beforeAll(async () => {
  server = await startS3Server()
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server
  store = makeS3Store({
    endpoint, publicEndpoint: endpoint, bucket, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true,
  })
})
afterAll(() => server.stop())

const tools = (used: ObjectStore = store) => ({ db: uploads.db, store: used, probe: probeMedia, canRecognise: async () => undefined })
const describeNow = async (id: string) => describeUpload(
  { store, ownAddress: () => expect.fail('S3 takes its parts itself') }, await requireUpload(uploads.db, uploads.userId, id))

/** An upload all of which is one object, though nobody lived to write that down; S3 knows of its parts no more. */
async function crash() {
  const { upload } = await startUpload(tools(), { userId: uploads.userId, fileName: 'talk.wav', bytes: second.length, language: 'en' })
  const { id, arrival } = upload!
  expect(await describeNow(id)).toMatchObject({ arrived: [], parts: [{ number: 1 }] })
  await store.arrivals.put(arrival!, { number: 1, bytes: second.length }, inChunks(second))
  const join: ObjectStore['arrivals']['join'] = async (...args) => {
    await store.arrivals.join(...args)
    throw new Error('killed')
  }
  const dying = tools({ ...store, arrivals: { ...store.arrivals, join } })
  await expect(completeUpload(dying, uploads.userId, id)).rejects.toThrow('killed')
  expect(await store.arrivals.list(arrival!)).toEqual([])
  return id
}

it('what S3 has put together when its web process dies is completed by itself', async () => {
  await crash()
  expect(await settleArrivals(tools())).toEqual({ completed: 0, expired: 0 })
  expect(await settleArrivals(tools(), Date.now() + limits.uploadSettleMs + 5000)).toEqual({ completed: 1, expired: 0 })
  expect(await uploads.recordings()).toMatchObject([{ status: 'queued', bytes: second.length }])
})

it('whoever comes back to it is asked for no part again', async () => {
  const id = await crash()
  expect(await describeNow(id)).toMatchObject({ state: 'open', arrived: [1], parts: [] })
  await completeUpload(tools(), uploads.userId, id)
  expect(await uploads.recordings()).toMatchObject([{ status: 'queued' }])
})
