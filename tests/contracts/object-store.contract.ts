import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ObjectStore, StoredObject } from '#domain/storage/object-store'
import { collect, inChunks, sha256, someBytes } from '#tests/support/chunks'

const KIB = 1024
const MIB = 1024 * KIB

export interface StoreUnderTest {
  store: ObjectStore
  /** Counts what lies in the store besides whole objects: temporary files, parts of unfinished uploads. */
  countLeftovers(): Promise<number>
}

/** What every object store promises. `open` gives the store; each test works under a prefix of its own. */
export function describeObjectStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  /** Left out for servers that mix up what is put under one key at once, which is theirs to promise, not ours. */
  { keepsPutsApart = true } = {},
): void {
  let counter = 0
  async function setUp() {
    counter += 1
    return { ...(await open()), prefix: `contract/${process.pid}-${Date.now()}-${counter}/` }
  }

  describe(`${name}: what is put is read`, () => {
    const sizes = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 128 * KIB, 128 * KIB + 1, MIB + 17, 20 * MIB + 3]
    it.each(sizes)('with %i bytes', async (size) => {
      const { store, prefix } = await setUp()
      const content = someBytes(size, size + 1)
      const key = `${prefix}audio.bin`
      expect(await store.put(key, inChunks(content, 70_001))).toEqual({ bytes: size, sha256: sha256(content) })
      expect((await collect(await store.read(key))).equals(content)).toBe(true)
      expect(await store.stat(key)).toMatchObject({ key, bytes: size })
    })

    it('whatever the sizes of the chunks', async () => {
      const { store, prefix } = await setUp()
      const content = someBytes(200 * KIB)
      async function* uneven() {
        yield content.subarray(0, 1)
        yield new Uint8Array(0)
        yield new Uint8Array(content.subarray(1, 150_000))
        yield content.subarray(150_000)
      }
      await store.put(`${prefix}a`, uneven())
      expect((await collect(await store.read(`${prefix}a`))).equals(content)).toBe(true)
    })

    it('replacing what stood there, longer or shorter', async () => {
      const { store, prefix } = await setUp()
      for (const size of [100_000, 10, 300_000]) {
        const content = someBytes(size, size)
        await store.put(`${prefix}a`, inChunks(content))
        expect((await collect(await store.read(`${prefix}a`))).equals(content)).toBe(true)
      }
    })

    it('under a key that is also the folder of another', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(Buffer.from('one')))
      await store.put(`${prefix}a/b`, inChunks(Buffer.from('two')))
      expect((await collect(await store.read(`${prefix}a`))).toString()).toBe('one')
      expect((await collect(await store.read(`${prefix}a/b`))).toString()).toBe('two')
    })

    it('with the time of the put', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(Buffer.from('x')))
      const ageMs = Date.now() - (await store.stat(`${prefix}a`))!.modifiedAt.getTime()
      expect(Math.abs(ageMs)).toBeLessThan(60_000)
    })
  })

  describe(`${name}: ranges`, () => {
    const size = 3 * 64 * KIB + 100
    const content = someBytes(size, 7)
    const ranges: [number, number][] = [
      [0, 0], [0, 1], [0, size], [5, 5], [10, 20],
      [64 * KIB - 1, 64 * KIB], [64 * KIB, 64 * KIB + 1], [64 * KIB - 1, 64 * KIB + 1], [64 * KIB, 128 * KIB],
      [0, 64 * KIB], [100, 3 * 64 * KIB + 1], [3 * 64 * KIB, size], [size - 1, size], [size - 1, size + 1000],
      [size, size + 1], [size + 1000, size + 2000], [1, Infinity], [size, Infinity], [size, size],
    ]

    it('give just the bytes asked for, cut at the end', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(content))
      for (const [start, end] of ranges) {
        const read = await collect(await store.read(`${prefix}a`, { start, end }))
        expect(read.equals(content.subarray(start, end)), `${start} to ${end} gave ${read.length}`).toBe(true)
      }
    })

    it('of an object that ends with a whole frame', async () => {
      const { store, prefix } = await setUp()
      const whole = content.subarray(0, 128 * KIB)
      await store.put(`${prefix}a`, inChunks(whole))
      const starts = [0, 64 * KIB, 128 * KIB - 1, 128 * KIB]
      const cases = starts.flatMap((start) => [128 * KIB, Infinity].map((end) => [start, end] as const))
      for (const [start, end] of cases) {
        const read = await collect(await store.read(`${prefix}a`, { start, end }))
        expect(read.equals(whole.subarray(start, end)), `${start} to ${end}`).toBe(true)
      }
    })

    it('of an empty object are empty', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}empty`, inChunks(Buffer.alloc(0)))
      for (const [start, end] of [[0, 1], [0, 0], [7, 9], [0, Infinity]] as const) {
        expect(await collect(await store.read(`${prefix}empty`, { start, end }))).toHaveLength(0)
      }
    })

    it('that make no sense are refused', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(Buffer.from('abc')))
      for (const [start, end] of [[-1, 1], [2, 1], [0.5, 2], [NaN, 2]] as const) {
        await expect(store.read(`${prefix}a`, { start, end })).rejects.toMatchObject({ code: 'bad_request' })
      }
    })

    it('can be left half-read', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(someBytes(2 * MIB)))
      for await (const chunk of await store.read(`${prefix}a`)) {
        expect(chunk.length).toBeGreaterThan(0)
        break
      }
      await store.delete(`${prefix}a`)
      expect(await store.stat(`${prefix}a`)).toBeNull()
    })
  })

  describe(`${name}: what is not there`, () => {
    it('is not found', async () => {
      const { store, prefix } = await setUp()
      await expect(store.read(`${prefix}none`)).rejects.toMatchObject({ code: 'object_not_found', status: 404 })
      const range = { start: 0, end: 0 }
      await expect(store.read(`${prefix}none`, range)).rejects.toMatchObject({ code: 'object_not_found' })
      expect(await store.stat(`${prefix}none`)).toBeNull()
    })

    it('may be deleted, again and again', async () => {
      const { store, prefix } = await setUp()
      await store.delete(`${prefix}never/was`)
      await store.put(`${prefix}x/y`, inChunks(Buffer.from('1')))
      await store.delete(`${prefix}x/y`)
      await store.delete(`${prefix}x/y`)
      await Promise.all([store.delete(`${prefix}x/y`), store.delete(`${prefix}x/y`)])
      expect(await store.stat(`${prefix}x/y`)).toBeNull()
      await expect(store.read(`${prefix}x/y`)).rejects.toMatchObject({ code: 'object_not_found' })
    })
  })

  describe(`${name}: listing`, () => {
    it('gives keys, plain sizes and times under a prefix, also one that ends within a name', async () => {
      const { store, prefix } = await setUp()
      const sizes = { 'r1/a': 0, 'r1/b.flac': 70_000, 'r12/a': 5, 'r2/deep/er/c': 131_072, top: 9 }
      for (const [key, size] of Object.entries(sizes)) await store.put(prefix + key, inChunks(someBytes(size)))
      const listed = async (under: string) => {
        const found: StoredObject[] = []
        for await (const object of store.list(prefix + under)) found.push(object)
        expect(found.every(({ modifiedAt }) => Math.abs(Date.now() - modifiedAt.getTime()) < 60_000)).toBe(true)
        return Object.fromEntries(found.map(({ key, bytes }) => [key.slice(prefix.length), bytes]))
      }
      expect(await listed('')).toEqual(sizes)
      expect(await listed('r1')).toEqual({ 'r1/a': 0, 'r1/b.flac': 70_000, 'r12/a': 5 })
      expect(await listed('r1/')).toEqual({ 'r1/a': 0, 'r1/b.flac': 70_000 })
      expect(await listed('r1/a')).toEqual({ 'r1/a': 0 })
      expect(await listed('r2/de')).toEqual({ 'r2/deep/er/c': 131_072 })
      expect(await listed('none/')).toEqual({})
    })

    it('shows nothing that check has left', async () => {
      const { store } = await setUp()
      const keys = async () => {
        const all: string[] = []
        for await (const { key } of store.list('')) all.push(key)
        return all.sort()
      }
      const before = await keys()
      await store.check()
      expect(await keys()).toEqual(before)
    })

    it('goes on past a thousand', async () => {
      const { store, prefix } = await setUp()
      const keys = Array.from({ length: 1010 }, (_, i) => `${prefix}${i}`)
      for (let at = 0; at < keys.length; at += 20) {
        await Promise.all(keys.slice(at, at + 20).map((key) => store.put(key, inChunks(Buffer.from('x')))))
      }
      const found = new Set<string>()
      for await (const { key } of store.list(prefix)) found.add(key)
      expect(found).toEqual(new Set(keys))
    })
  })

  describe(`${name}: a put that fails`, () => {
    const sizes = { 'a small body': 100_000, 'a body of several parts': 20 * MIB }

    async function expectNothing({ store, countLeftovers }: StoreUnderTest, key: string, before: number) {
      expect(await store.stat(key)).toBeNull()
      for await (const { key: listed } of store.list('contract/')) expect(listed).not.toBe(key)
      expect(await countLeftovers()).toBe(before)
    }

    it.each(Object.entries(sizes))('because it is aborted leaves nothing (%s)', async (_, size) => {
      const target = await setUp()
      const before = await target.countLeftovers()
      const key = `${target.prefix}a`
      const controller = new AbortController()
      async function* stuck() {
        yield* inChunks(someBytes(size), MIB)
        controller.abort(new Error('the caller went away'))
        await new Promise(() => {})
      }
      const put = target.store.put(key, stuck(), { signal: controller.signal })
      await expect(put).rejects.toThrow('the caller went away')
      await expectNothing(target, key, before)
    })

    it.each(Object.entries(sizes))('because its body fails leaves nothing and says why (%s)', async (_, size) => {
      const target = await setUp()
      const before = await target.countLeftovers()
      const key = `${target.prefix}a`
      const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104 })
      async function* failing() {
        yield* inChunks(someBytes(size), MIB)
        throw cut
      }
      await expect(target.store.put(key, failing())).rejects.toBe(cut)
      await expectNothing(target, key, before)
    })

    it.each(Object.entries(sizes))('because it is too large leaves nothing (%s)', async (_, size) => {
      const target = await setUp()
      const before = await target.countLeftovers()
      const key = `${target.prefix}a`
      const put = target.store.put(key, inChunks(someBytes(size), MIB), { bytesMax: size - 1 })
      await expect(put).rejects.toMatchObject({ code: 'upload_too_large', status: 413 })
      await expectNothing(target, key, before)
      await target.store.put(key, inChunks(someBytes(size), MIB), { bytesMax: size })
      expect((await target.store.stat(key))?.bytes).toBe(size)
    })

    it('before it began reads nothing of the body', async () => {
      const { store, prefix } = await setUp()
      let isRead = false
      async function* watched() {
        isRead = true
        yield Buffer.from('x')
      }
      const signal = AbortSignal.abort(new Error('too late'))
      await expect(store.put(`${prefix}a`, watched(), { signal })).rejects.toThrow('too late')
      expect(isRead).toBe(false)
    })

    it('keeps what stood under the key', async () => {
      const { store, prefix } = await setUp()
      await store.put(`${prefix}a`, inChunks(Buffer.from('old')))
      await expect(store.put(`${prefix}a`, inChunks(someBytes(MIB)), { bytesMax: 5 })).rejects.toThrow()
      expect((await collect(await store.read(`${prefix}a`))).toString()).toBe('old')
    })

    it('closes the body that it leaves unread', async () => {
      const { store, prefix } = await setUp()
      let isClosed = false
      async function* endless() {
        try {
          while (true) yield someBytes(1000)
        } finally {
          isClosed = true
        }
      }
      await expect(store.put(`${prefix}a`, endless(), { bytesMax: 5000 })).rejects.toThrow()
      expect(isClosed).toBe(true)
    })
  })

  describe(`${name}: at the same time`, () => {
    it('an object appears only when it is whole', async () => {
      const { store, prefix } = await setUp()
      let seen: StoredObject | null | undefined
      async function* watching() {
        yield* inChunks(someBytes(20 * MIB), MIB)
        seen = await store.stat(`${prefix}a`)
      }
      await store.put(`${prefix}a`, watching())
      expect(seen).toBeNull()
      expect((await store.stat(`${prefix}a`))?.bytes).toBe(20 * MIB)
    })

    it.skipIf(!keepsPutsApart)('puts under one key leave one of them, whole', async () => {
      const { store, prefix } = await setUp()
      const contents = Array.from({ length: 8 }, (_, i) => someBytes(150_000, i + 1))
      await Promise.all(contents.map((content) => store.put(`${prefix}a`, inChunks(content))))
      const read = await collect(await store.read(`${prefix}a`))
      expect(contents.map(sha256)).toContain(sha256(read))
    })

    it('puts and deletes in one folder do not disturb one another', async () => {
      const { store, prefix } = await setUp()
      const work = Array.from({ length: 40 }, async (_, i) => {
        const key = `${prefix}shared/folder/${i}`
        await store.put(key, inChunks(Buffer.from(`content ${i}`)))
        expect((await collect(await store.read(key))).toString()).toBe(`content ${i}`)
        await store.delete(key)
      })
      await Promise.all(work)
      for await (const { key } of store.list(prefix)) expect.fail(`${key} is left`)
    })
  })

  describe(`${name}: keys`, () => {
    const hostile = [
      '', '.', '..', '/', '//', '/etc/passwd', '../x', 'a/../b', 'a/..', './a', 'a/.', 'a//b', 'a/', 'a\\b', '..\\x',
      'a\0b', 'a\nb', 'a b', 'ghi-âm', '錄音', 'a%2f..', 'a~', 'a:b', '~', 'C:\\x', 'x'.repeat(129),
      Array.from({ length: 300 }, () => 'a').join('/'),
    ]
    it.each(hostile.map((key) => [JSON.stringify(key).slice(0, 40), key]))('refuses %s', async (_, key) => {
      const { store } = await setUp()
      const refused = { code: 'bad_request', status: 400 }
      await expect(store.put(key, inChunks(Buffer.from('x')))).rejects.toMatchObject(refused)
      await expect(store.read(key)).rejects.toMatchObject(refused)
      await expect(store.stat(key)).rejects.toMatchObject(refused)
      await expect(store.delete(key)).rejects.toMatchObject(refused)
    })

    it.each(['../', 'a/../', '/', 'a//', 'a\0', '..//'])('refuses the prefix %j', async (prefix) => {
      const { store } = await setUp()
      await expect(store.list(prefix)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'bad_request' })
    })

    it.each(['a', 'A.b_c-d', '...', '.hidden', '-', '0/1/2', 'x'.repeat(128)])('accepts %j', async (name) => {
      const { store, prefix } = await setUp()
      await store.put(prefix + name, inChunks(Buffer.from(name)))
      expect((await collect(await store.read(prefix + name))).toString()).toBe(name)
    })
  })

  it(`${name}: holds little of 200 MiB in memory`, async () => {
    const { store, prefix } = await setUp()
    const hash = createHash('sha256')
    const chunk = someBytes(MIB)
    let peak = 0
    const watch = () => (peak = Math.max(peak, process.memoryUsage().rss))
    async function* large() {
      for (let i = 0; i < 200; i += 1) {
        const copy = Buffer.from(chunk)
        copy.writeUInt32BE(i)
        hash.update(copy)
        watch()
        yield copy
        await sleep(0)
      }
    }
    // A first round lets the heap and the connections grow to what they always take.
    await store.put(`${prefix}warm`, inChunks(someBytes(20 * MIB), MIB))
    const before = process.memoryUsage().rss
    const { bytes, sha256: written } = await store.put(`${prefix}large`, large())
    const readHash = createHash('sha256')
    for await (const part of await store.read(`${prefix}large`)) {
      readHash.update(part)
      watch()
    }
    expect(bytes).toBe(200 * MIB)
    const expected = hash.digest('hex')
    expect(written).toBe(expected)
    expect(readHash.digest('hex')).toBe(expected)
    expect((peak - before) / MIB).toBeLessThan(128)
    await store.delete(`${prefix}large`)
  })

  it(`${name}: is able to work, and says so`, async () => {
    const { store } = await setUp()
    await expect(store.check()).resolves.toBeUndefined()
  })
}
