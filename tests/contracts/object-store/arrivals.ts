import { describe, expect, it } from 'vitest'
import type { Arrival, Part } from '#domain/storage/arrivals'
import { collect, inChunks, sha256, someBytes } from '#tests/support/chunks'
import { MIB, type ContractCase } from './store-under-test'

/** What no store takes for less, but for the last part. */
const PART_BYTES = 5 * MIB

/** Objects that come in parts, from outside, to signed addresses. */
export function describeArrivals({ name, setUp }: ContractCase): void {
  describe(`${name}: parts by signed addresses`, () => {
    const content = someBytes(2 * PART_BYTES + 1000, 3)
    const parts: Part[] = [1, 2, 3].map((number) => ({ number, bytes: number === 3 ? 1000 : PART_BYTES }))
    const bytesOf = ({ number, bytes }: Part) => content.subarray((number - 1) * PART_BYTES, (number - 1) * PART_BYTES + bytes)
    const MINUTE_MS = 60_000

    async function begin() {
      const target = await setUp()
      const arrival = await target.store.arrivals.begin(`${target.prefix}whole`, { contentType: 'audio/wav' })
      const put = async (url: string, body: Uint8Array, headers: Record<string, string> = {}) =>
        (await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers })).status
      const address = (part: Part, expiresInMs = MINUTE_MS) => target.addressOf(arrival, part, expiresInMs)
      const send = async (part: Part) => put(await address(part), bytesOf(part))
      const arrived = async () => (await target.store.arrivals.list(arrival)).map(({ number, bytes }) => ({ number, bytes }))
      return { ...target, arrival, put, address, send, arrived }
    }

    it('become an object when they are joined, in whatever order and however often they were sent', async () => {
      const { store, arrival, prefix, put, address, send, arrived } = await begin()
      expect(await arrived()).toEqual([])
      expect(await send(parts[2]!)).toBeLessThan(300)
      expect(await put(await address(parts[0]!), someBytes(PART_BYTES, 9))).toBeLessThan(300)
      expect(await send(parts[0]!)).toBeLessThan(300)
      expect(await arrived()).toEqual([parts[0], parts[2]])
      const missing = { code: 'upload_incomplete', retryable: true, params: { missing: 1, parts: 3 } }
      await expect(store.arrivals.join(arrival, parts)).rejects.toMatchObject(missing)
      expect(await store.stat(arrival.key)).toBeNull()
      expect(await send(parts[1]!)).toBeLessThan(300)
      expect(await arrived()).toEqual(parts)
      for await (const { key } of store.list(prefix)) expect.fail(`${key} is there before it is joined`)
      const joined = await store.arrivals.join(arrival, parts)
      expect(joined.bytes).toBe(content.length)
      expect([null, sha256(content)]).toContain(joined.sha256)
      // As after a crash that left nobody who knew.
      expect(await store.arrivals.join(arrival, parts)).toMatchObject({ bytes: content.length })
      expect(sha256(await collect(await store.read(arrival.key)))).toBe(sha256(content))
    })

    it('may be one, shorter than others must be', async () => {
      const { store, arrival, put, address } = await begin()
      const only = { number: 1, bytes: 5 }
      expect(await put(await address(only), Buffer.from('hello'))).toBeLessThan(300)
      await store.arrivals.join(arrival, [only])
      expect((await collect(await store.read(arrival.key))).toString()).toBe('hello')
      // What was joined is not changed by way of its parts.
      await put(await address(only).catch(() => 'http://127.0.0.1:9'), Buffer.from('jello')).catch(() => 0)
      expect((await collect(await store.read(arrival.key))).toString()).toBe('hello')
    })

    it('are of just the length that was signed, in just the place, and in time', async () => {
      const { put, address, arrived } = await begin()
      const url = await address({ number: 1, bytes: 5 })
      for (const wrong of ['hell', 'hello!', '']) expect(await put(url, Buffer.from(wrong)), wrong).toBeGreaterThanOrEqual(400)
      const other = new URL(url)
      const altered = [
        url.replace(/(signature=.)[^&]{6}/i, '$1AAAAAA'),
        Object.assign(new URL(url), { pathname: `${other.pathname}2` }).href,
        url.replace(/(partNumber|bytes)=(\d)/i, '$1=2'),
        url.replace(/(Expires)=(\d)/i, '$1=9'),
      ]
      for (const bad of altered) {
        expect(bad).not.toBe(url)
        expect(await put(bad, Buffer.from('hello')), bad).toBeGreaterThanOrEqual(400)
      }
      const brief = await address({ number: 2, bytes: 5 }, 1000)
      await expect.poll(() => put(brief, Buffer.from('hello')), { timeout: 20_000, interval: 300 }).toBe(403)
      expect((await arrived()).filter(({ number }) => number !== 2)).toEqual([])
      expect(await put(url, Buffer.from('hello'))).toBeLessThan(300)
    })

    it('may also be taken by Steno for the store, and no others than they should be', async () => {
      const { store, arrival, arrived } = await begin()
      const hello = { number: 1, bytes: 5 }
      const take = (text: string) => store.arrivals.put(arrival, hello, inChunks(Buffer.from(text), 2))
      await expect(take('hell')).rejects.toMatchObject({ code: 'upload_incomplete' })
      await expect(take('hello!')).rejects.toMatchObject({ code: 'upload_too_large' })
      expect(await arrived()).toEqual([])
      await take('hello')
      expect(await arrived()).toEqual([hello])
    })

    it('leave nothing when they are dropped, again and again', async () => {
      const { store, countLeftovers } = await setUp()
      const before = await countLeftovers()
      const { arrival, send, arrived } = await begin()
      await send(parts[0]!)
      await store.arrivals.drop(arrival)
      await store.arrivals.drop(arrival)
      expect(await arrived()).toEqual([])
      expect(await store.stat(arrival.key)).toBeNull()
      await expect(store.arrivals.join(arrival, parts)).rejects.toMatchObject({ code: 'upload_incomplete' })
      const unknown: Arrival = { ...arrival, id: 'never-was' }
      await store.arrivals.drop(unknown)
      expect(await store.arrivals.list(unknown)).toEqual([])
      expect(await countLeftovers()).toBe(before)
    })

    it('are swept up where nobody came back for them', async () => {
      const { store, send, arrived } = await begin()
      await send(parts[2]!)
      await store.sweepLeftovers(60_000)
      expect(await arrived()).toEqual([parts[2]])
      expect(await store.sweepLeftovers(0)).toBeGreaterThan(0)
      expect(await arrived()).toEqual([])
    })
  })
}
