import { describe, expect, it } from 'vitest'
import type { StoredObject } from '#domain/storage/object-store'
import { collect, inChunks, sha256, someBytes } from '#tests/support/chunks'
import { MIB, type ContractCase } from './store-under-test'

/** What happens at the same time. */
export function describeConcurrency({ name, setUp, keepsPutsApart }: ContractCase): void {
  if (!keepsPutsApart) console.warn(`SKIPPED: puts under one key of ${name}, a stand-in that mixes them up.`)
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
}
