import { describe, expect, it } from 'vitest'
import { collect, inChunks, someBytes } from '#tests/support/chunks'
import { KIB, MIB, type ContractCase } from './store-under-test'

/** Parts of an object. */
export function describeRanges({ name, setUp }: ContractCase): void {
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
}
