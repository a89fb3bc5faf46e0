import { describe, expect, it } from 'vitest'
import type { StoredObject } from '#domain/storage/object-store'
import { inChunks, someBytes } from '#tests/support/chunks'
import { type ContractCase } from './store-under-test'

/** What lies in the store. */
export function describeListing({ name, setUp }: ContractCase): void {
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
}
