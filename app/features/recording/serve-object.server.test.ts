import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ObjectStore } from '#domain/storage/object-store'
import { makeObjectStore } from '#domain/storage/make-object-store.server'
import { serveObject } from './serve-object.server'
import { streamBytes } from './stream-bytes.server'

const body = randomBytes(300_000)
const object = { key: 'recordings/a/b/original', etag: '"tag"', contentType: 'audio/mpeg', contentDisposition: 'inline' }
const drained = async () => {}
let dir: string
let store: ObjectStore

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-serve-'))
  store = makeObjectStore({ kind: 'file', dir, masterKeys: { current: randomBytes(32), previous: [] } })
  await store.put(object.key, (async function* () { yield body })())
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const ask = (headers: Record<string, string> = {}, method = 'GET') =>
  serveObject(new Request('http://steno.test/audio', { method, headers }), object, { store, drained })
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('serveObject', () => {
  it('serves the whole body, to be kept by its owner only', async () => {
    const response = await ask()
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes', 'content-length': '300000', 'content-type': 'audio/mpeg', etag: '"tag"',
      'cache-control': 'private, no-cache, no-transform',
    })
    expect((await bytesOf(response)).equals(body)).toBe(true)
  })

  it.each([
    ['bytes=0-', 0, 300_000], ['bytes=70000-130000', 70_000, 130_001], ['bytes=-5', 299_995, 300_000],
    ['bytes=299999-', 299_999, 300_000],
  ])('serves %s', async (range, start, end) => {
    const response = await ask({ Range: range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/300000`)
    expect(response.headers.get('content-length')).toBe(String(end - start))
    expect((await bytesOf(response)).equals(body.subarray(start, end))).toBe(true)
  })

  it('says how long the body is when a range lies past it', async () => {
    const response = await ask({ Range: 'bytes=300000-' })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe('bytes */300000')
    expect((await bytesOf(response)).length).toBe(0)
  })

  it('answers a range only for the version that the player has', async () => {
    expect((await ask({ Range: 'bytes=0-9', 'If-Range': '"tag"' })).status).toBe(206)
    const other = await ask({ Range: 'bytes=0-9', 'If-Range': '"older"' })
    expect(other.status).toBe(200)
    expect((await bytesOf(other)).length).toBe(300_000)
  })

  it('sends nothing that the browser has already', async () => {
    const response = await ask({ 'If-None-Match': 'W/"tag"', Range: 'bytes=0-9' })
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe('"tag"')
  })

  it('answers HEAD with the same headers and no body', async () => {
    const whole = await ask({}, 'HEAD')
    expect([whole.status, whole.headers.get('content-length'), whole.body]).toEqual([200, '300000', null])
    const part = await ask({ Range: 'bytes=5-9' }, 'HEAD')
    expect([part.status, part.headers.get('content-length'), part.body]).toEqual([206, '5', null])
  })

  it('says when the audio is no longer there', async () => {
    const gone = serveObject(
      new Request('http://steno.test/'), { ...object, key: 'recordings/a/gone/original' }, { store, drained })
    await expect(gone).rejects.toMatchObject({ code: 'object_not_found' })
  })
})

describe('streamBytes', () => {
  /** Bytes that note how often they were asked for, and whether the reading was ended. */
  function makeSource() {
    const facts = { reads: 0, ended: false }
    async function* read() {
      try {
        for (;;) {
          facts.reads += 1
          yield new Uint8Array([facts.reads])
        }
      } finally {
        facts.ended = true
      }
    }
    return { facts, bytes: read() }
  }

  it('reads only what is asked for', async () => {
    const { facts, bytes } = makeSource()
    const reader = streamBytes(bytes, { signal: new AbortController().signal, drained }).getReader()
    expect(facts.reads).toBe(0)
    await reader.read()
    await reader.read()
    expect(facts.reads).toBe(2)
    await reader.cancel()
    expect(facts.ended).toBe(true)
  })

  it('ends the reading when the request is aborted', async () => {
    const { facts, bytes } = makeSource()
    const abort = new AbortController()
    const reader = streamBytes(bytes, { signal: abort.signal, drained }).getReader()
    await reader.read()
    abort.abort()
    expect((await reader.read()).done).toBe(true)
    expect(facts.ended).toBe(true)
  })

  it('waits for a browser that is slow', async () => {
    const { facts, bytes } = makeSource()
    let take = () => {}
    const slow = () => new Promise<void>((resolve) => { take = resolve })
    const reader = streamBytes(bytes, { signal: new AbortController().signal, drained: slow }).getReader()
    const first = reader.read()
    await new Promise(setImmediate)
    expect(facts.reads).toBe(0)
    take()
    await first
    expect(facts.reads).toBe(1)
  })

  it('passes an error on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> { throw new Error('disk gone') }
    const reader = streamBytes(broken(), { signal: new AbortController().signal, drained }).getReader()
    await expect(reader.read()).rejects.toThrow('disk gone')
  })
})
