import { describe, expect, it } from 'vitest'
import { collect, inChunks, sha256, someBytes } from '#tests/support/chunks'
import { KIB, MIB, type ContractCase } from './store-under-test'

/** What is put is what is read. */
export function describeReading({ name, setUp }: ContractCase): void {
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
}
