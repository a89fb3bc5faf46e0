import { describe, expect, it } from 'vitest'
import { collect, inChunks } from '#tests/support/chunks'
import { type ContractCase } from './store-under-test'

/** Which names objects may have. */
export function describeKeys({ name, setUp }: ContractCase): void {
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
}
