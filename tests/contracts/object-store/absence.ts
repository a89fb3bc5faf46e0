import { describe, expect, it } from 'vitest'
import { inChunks } from '#tests/support/chunks'
import { type ContractCase } from './store-under-test'

/** Objects that are not there. */
export function describeAbsence({ name, setUp }: ContractCase): void {
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
}
