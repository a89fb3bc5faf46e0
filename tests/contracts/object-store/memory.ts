import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inChunks, someBytes } from '#tests/support/chunks'
import { MIB, type ContractCase } from './store-under-test'

/** Objects are streamed, and never held whole. */
export function describeMemory({ name, setUp }: ContractCase): void {
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
}
