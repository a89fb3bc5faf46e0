import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collect, inChunks, sha256, someBytes } from '#tests/support/chunks'
import { AppError } from '../errors/app-error'
import { makeFileStore } from '../storage/file-store.server'
import type { ObjectStore } from '../storage/object-store'
import { receiveUpload } from './receive-upload.server'

let dir: string
let store: ObjectStore
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-receive-'))
  store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 1), previous: [] } })
})
afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

type Options = { stallMs?: number; bytesMax?: number; signal?: AbortSignal }
const receive = (body: AsyncIterable<Uint8Array>, options: Options = {}) =>
  receiveUpload({ store, key: 'r/original', body, bytesMax: 10_000_000, stallMs: 60_000, ...options })

async function expectNothingStored(): Promise<void> {
  expect(await store.stat('r/original')).toBeNull()
  expect(await readdir(join(dir, 'unfinished')).catch(() => [])).toEqual([])
}

it('stores a Node stream and answers its length and hash', async () => {
  const content = someBytes(300_000)
  const body = Readable.from(inChunks(content))
  expect(await receive(body)).toEqual({ bytes: content.length, sha256: sha256(content) })
  expect((await collect(await store.read('r/original'))).equals(content)).toBe(true)
})

it('gives a stalled upload up, and lets go of its source', async () => {
  const body = new Readable({ read() {} })
  body.push(someBytes(100_000))
  await expect(receive(body, { stallMs: 50 })).rejects.toMatchObject({ code: 'upload_stalled', retryable: true })
  await expectNothingStored()
  expect(body.destroyed).toBe(true)
})

it('lets a slow upload take its time', async () => {
  async function* slow() {
    for (let i = 0; i < 10; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40))
      yield Buffer.from([i])
    }
  }
  expect(await receive(slow(), { stallMs: 350 })).toMatchObject({ bytes: 10 })
})

it('does not count the time that the store takes', async () => {
  const slowStore: ObjectStore = {
    ...store,
    put: (key, body, options) => store.put(key, slowly(body), options),
  }
  async function* slowly(body: AsyncIterable<Uint8Array>) {
    for await (const chunk of body) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      yield chunk
    }
  }
  const content = someBytes(20_000)
  const options = { store: slowStore, key: 'r/original', bytesMax: 1e6, stallMs: 150 }
  expect(await receiveUpload({ ...options, body: Readable.from(inChunks(content)) })).toMatchObject({ bytes: 20_000 })
})

it('says that an upload was cut, when the connection of a real request breaks', async () => {
  const server = createServer()
  const received = new Promise<unknown>((resolve) => {
    server.once('request', (incoming: IncomingMessage) => resolve(receive(incoming).catch((error: unknown) => error)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 1_000_000 } })
  outgoing.on('error', () => {})
  outgoing.write(someBytes(100_000), () => outgoing.destroy())
  expect(await received).toMatchObject({ code: 'upload_incomplete', retryable: true })
  await expectNothingStored()
  server.close()
})

it.each([[[]], [[Buffer.alloc(0)]]])('refuses an empty file', async (chunks: Uint8Array[]) => {
  await expect(receive(Readable.from(chunks))).rejects.toMatchObject({ code: 'media_empty', status: 422 })
  await expectNothingStored()
})

it('refuses what is too large', async () => {
  const upload = receive(inChunks(someBytes(1001)), { bytesMax: 1000 })
  await expect(upload).rejects.toMatchObject({ code: 'upload_too_large' })
  await expectNothingStored()
})

it('passes on why it was aborted, and what the body refused', async () => {
  const controller = new AbortController()
  async function* body() {
    yield someBytes(1000)
    controller.abort(new AppError('cancelled', 'Cancelled.'))
    await new Promise(() => {})
  }
  await expect(receive(body(), { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
  async function* refusing() {
    yield someBytes(1000)
    throw new AppError('bad_request', 'Not this.')
  }
  await expect(receive(refusing())).rejects.toMatchObject({ code: 'bad_request' })
  await expectNothingStored()
})
