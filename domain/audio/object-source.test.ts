import { describe, expect, it } from 'vitest'
import type { ByteRange, ObjectStore } from '#domain/storage/object-store'
import { sourceFromObjectStore } from './object-source.server'

const MIB = 2 ** 20
const content = Buffer.alloc(20 * MIB + 123, 'recording')

/** The part of a store that a source uses, over one object in memory; `ranges` are the requests that it got. */
function memoryStore() {
  const ranges: ByteRange[] = []
  let failures = 0
  const store = {
    stat: async (key: string) => (key === 'a' ? { key, bytes: content.length, modifiedAt: new Date(0) } : null),
    async read(_: string, range: ByteRange) {
      ranges.push(range)
      if (failures-- > 0) throw new Error('storage is away')
      return (async function* () {
        const middle = (range.start + range.end) >> 1
        yield content.subarray(range.start, middle)
        yield content.subarray(middle, range.end)
      })()
    },
  }
  return { store: store as unknown as ObjectStore, ranges, failNext: (count: number) => void (failures = count) }
}

describe('sourceFromObjectStore', () => {
  it('reads a file from start to end with few requests', async () => {
    const { store, ranges } = memoryStore()
    const source = await sourceFromObjectStore(store, 'a')
    for (let at = 0; at < source.bytes; at += MIB / 4) {
      const part = await source.read(at, at + MIB / 4)
      expect(Buffer.compare(part, content.subarray(at, at + MIB / 4))).toBe(0)
    }
    expect(ranges).toHaveLength(6)
    expect(ranges.at(-1)).toEqual({ start: 20 * MIB, end: content.length })
  })

  it('joins what lies across blocks, and remembers the header and the index while it reads between', async () => {
    const { store, ranges } = memoryStore()
    const source = await sourceFromObjectStore(store, 'a')
    for (const start of [0, 20 * MIB, 4 * MIB - 5, 10, 20 * MIB + 1]) {
      const part = await source.read(start, start + 10)
      expect(Buffer.from(part)).toEqual(content.subarray(start, start + 10))
    }
    expect(ranges).toHaveLength(3)
    expect(await source.read(content.length, content.length + 10)).toHaveLength(0)
  })

  it('asks again for what failed', async () => {
    const { store, failNext } = memoryStore()
    const source = await sourceFromObjectStore(store, 'a')
    failNext(1)
    await expect(source.read(0, 10)).rejects.toThrow('storage is away')
    expect(await source.read(0, 10)).toHaveLength(10)
  })

  it('says so where nothing is stored', async () => {
    await expect(sourceFromObjectStore(memoryStore().store, 'b')).rejects.toMatchObject({ code: 'object_not_found' })
  })
})
