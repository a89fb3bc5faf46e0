import { describe, expect, it } from 'vitest'
import { collect, inChunks, someBytes } from '#tests/support/chunks'
import { MIB, type ContractCase, type StoreUnderTest } from './store-under-test'

/** A put that fails leaves nothing, and what stood there stays. */
export function describeFailingPuts({ name, setUp }: ContractCase): void {
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
}
