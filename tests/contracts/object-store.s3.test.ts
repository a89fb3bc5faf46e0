import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeS3Store, type S3StoreOptions } from '#domain/storage/s3-store.server'
import { startUnwellStorage } from '#tests/stand-ins/unwell-storage'
import { collect, inChunks, someBytes } from '#tests/support/chunks'
import { startRecordingProxy } from '#tests/support/recording-proxy'
import { startS3Server, type S3Server } from '#tests/support/s3-server'
import { describeObjectStore } from './object-store.contract'

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(async () => {
  await server.stop()
})

function optionsFor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Server) {
  return { endpoint, bucket, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true }
}

/** The server keeps the parts of unfinished uploads in a folder of the bucket. */
async function countParts(): Promise<number> {
  const bucket = join(server.folder, server.bucket)
  const folder = (await readdir(bucket)).find((name) => /uploads/.test(name))
  return folder ? (await readdir(join(bucket, folder))).length : 0
}

/** The store as its senders reach it. */
const seenFromOutside = (options: S3StoreOptions & { endpoint: string }) => {
  const store = makeS3Store({ ...options, publicEndpoint: options.endpoint })
  return { store, addressOf: store.arrivals.sign }
}

// s3rver writes one file per key and sometimes mixes simultaneous puts up.
describeObjectStore(
  'S3 (s3rver)',
  async () => ({ ...seenFromOutside(optionsFor(server)), countLeftovers: countParts }),
  { keepsPutsApart: false },
)

describe('S3 store', () => {
  it('asks for encryption at rest, and can be told not to', async () => {
    for (const serverSideEncryption of ['AES256', 'aws:kms', 'none'] as const) {
      const requests: Record<string, string>[] = []
      const proxy = await startRecordingProxy(server.endpoint, (headers) => requests.push(headers))
      const store = makeS3Store({ ...optionsFor(server), endpoint: proxy.endpoint, serverSideEncryption })
      await store.put('sealed/small', inChunks(Buffer.from('x')))
      await store.put('sealed/large', inChunks(someBytes(9 * 1024 * 1024)))
      await proxy.stop()
      const asked = requests.filter((headers) => headers['x-amz-server-side-encryption'] !== undefined)
      // The small object's request, and the one that begins the large object's parts.
      expect(asked.map((headers) => headers['x-amz-server-side-encryption']))
        .toEqual(serverSideEncryption === 'none' ? [] : [serverSideEncryption, serverSideEncryption])
    }
  })

  it('serves others while many read and pause, and all but readers when there are too many of them', async () => {
    const readsAtOnceMax = 60
    const store = makeS3Store({ ...optionsFor(server), readsAtOnceMax, patience: { answerMs: 1000 } })
    await store.put('paused', inChunks(someBytes(200_000)))
    const reading = []
    for (let count = 0; count < readsAtOnceMax; count += 1) {
      const reader = (await store.read('paused'))[Symbol.asyncIterator]()
      await reader.next()
      reading.push(reader)
    }
    expect(await store.stat('paused')).toMatchObject({ bytes: 200_000 })
    await store.put('beside', inChunks(Buffer.from('x')))
    await expect(store.read('paused')).rejects.toMatchObject({ code: 'storage_unavailable' })
    for (const reader of reading) await reader.return?.()
    expect((await collect(await store.read('beside'))).toString()).toBe('x')
  })

  it('names the origin that parts are sent to, and none where they go through Steno', () => {
    const options = optionsFor(server)
    const originOf = (given: Partial<S3StoreOptions>) => makeS3Store({ ...options, ...given }).arrivals.origin
    expect(originOf({})).toBeNull()
    expect(originOf({ publicEndpoint: 'https://s3.example:9000' })).toBe('https://s3.example:9000')
    expect(originOf({ publicEndpoint: 'https://s3.example', forcePathStyle: false })).toBe('https://steno-test.s3.example')
  })

  it('gives up the parts of uploads that died, once they are old enough', async () => {
    const store = makeS3Store(optionsFor(server))
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server
    const credentials = { accessKeyId, secretAccessKey }
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'died/half-way' }))
    expect(await countParts()).toBe(1)
    expect(await store.sweepLeftovers(60_000)).toBe(0)
    expect(await countParts()).toBe(1)
    expect(await store.sweepLeftovers(0)).toBe(1)
    expect(await countParts()).toBe(0)
  })

  it('gives up the parts of more uploads than the store tells at once', async () => {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server
    const client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true })
    const keys = Array.from({ length: 5 }, (_, i) => `died/early/${i}`)
    for (const Key of keys) await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))
    expect(await makeS3Store(optionsFor(server)).sweepLeftovers(0)).toBe(5)
    expect(await countParts()).toBe(0)
  })

  it('passes over what others keep in the bucket under names that are no keys', async () => {
    const store = makeS3Store(optionsFor(server))
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server
    const credentials = { accessKeyId, secretAccessKey }
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'others/an odd name', Body: 'x' }))
    await store.put('others/ours', inChunks(Buffer.from('x')))
    const keys: string[] = []
    for await (const { key } of store.list('others/')) keys.push(key)
    expect(keys).toEqual(['others/ours'])
  })
})

describe('S3 store that does not work', () => {
  it.each<[string, Partial<S3StoreOptions>, RegExp]>([
    ['a missing bucket', { bucket: 'not-there' }, /bucket does not exist/],
    ['an unknown access key', { credentials: { accessKeyId: 'NOBODY', secretAccessKey: 'nothing' } }, /access key/],
    ['nobody listening', { endpoint: 'http://127.0.0.1:9' }, /cannot be reached/],
  ])('says what to do about %s', async (_, wrong, sentence) => {
    const store = makeS3Store({ ...optionsFor(server), ...wrong })
    const refused = { code: 'storage_unavailable', status: 503, message: expect.stringMatching(sentence) }
    await expect(store.check()).rejects.toMatchObject(refused)
    async function* body() {
      yield Buffer.from('x')
    }
    await expect(store.put('a', body())).rejects.toMatchObject(refused)
    await expect(store.read('a')).rejects.toMatchObject({ code: 'storage_unavailable' })
    await expect(store.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused)
  })

  it('waits for the rest of no answer for ever, whatever was asked', async () => {
    const unwell = await startUnwellStorage(server.endpoint)
    const patience = { answerMs: 5000, joinMs: 5000, pauseMs: 200 }
    const store = makeS3Store({ ...optionsFor(server), endpoint: unwell.endpoint, patience })
    const arrival = await store.arrivals.begin('stalling')
    await store.arrivals.put(arrival, { number: 1, bytes: 1 }, inChunks(Buffer.from('x')))
    const asked = [
      () => store.list('')[Symbol.asyncIterator]().next(), () => store.arrivals.list(arrival), () => store.read('missing'),
    ]
    const silent = { code: 'storage_unavailable', message: expect.stringContaining('in time') }
    unwell.ail({ is: 'stalling', afterBytes: 0 }, ({ method }) => method === 'POST')
    await expect(store.arrivals.join(arrival, [{ number: 1, bytes: 1 }])).rejects.toMatchObject(silent)
    unwell.ail({ is: 'stalling', afterBytes: 0 })
    await Promise.all(asked.map((ask) => expect(ask(), String(ask)).rejects.toMatchObject(silent)))
    await unwell.stop()
  })
})

// Also against a store that the tester names, such as Amazon's or MinIO, when there is one.
const { STENO_TEST_S3_ENDPOINT, STENO_TEST_S3_BUCKET, STENO_TEST_S3_REGION } = process.env
const { STENO_TEST_S3_ACCESS_KEY_ID = '', STENO_TEST_S3_SECRET_ACCESS_KEY = '' } = process.env
if (STENO_TEST_S3_ENDPOINT && STENO_TEST_S3_BUCKET) {
  const options = {
    endpoint: STENO_TEST_S3_ENDPOINT,
    bucket: STENO_TEST_S3_BUCKET,
    region: STENO_TEST_S3_REGION ?? 'us-east-1',
    credentials: { accessKeyId: STENO_TEST_S3_ACCESS_KEY_ID, secretAccessKey: STENO_TEST_S3_SECRET_ACCESS_KEY },
    forcePathStyle: true,
    serverSideEncryption: process.env.STENO_TEST_S3_ENCRYPTION === 'off' ? 'none' : 'AES256',
  } satisfies S3StoreOptions
  describeObjectStore('S3 (given)', async () => ({
    ...seenFromOutside(options),
    async countLeftovers() {
      const client = new S3Client(options)
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: options.bucket }))
      return Uploads.length
    },
  }))
} else {
  console.info('SKIPPED: the object store contract on a given S3 store (set STENO_TEST_S3_ENDPOINT and _BUCKET, …)')
}
