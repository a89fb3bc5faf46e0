import { expect, it } from 'vitest'
import { collect, inChunks, someBytes } from '#tests/support/chunks'
import { frameBytes, frameCount, openFrame, plainBytes, sealedBytes } from './sealed-frames.server'
import { sealFrame, sealFrames } from './sealed-frames.server'

const dataKey = Buffer.alloc(32, 9)

it.each([0, 1, frameBytes - 1, frameBytes, frameBytes + 1, 5 * frameBytes, 5 * frameBytes + 9])(
  'seals %i bytes to the length foretold, whatever the chunks',
  async (length) => {
    for (const chunkBytes of [frameBytes, 30_011, length + 1]) {
      const sealed = await collect(sealFrames(dataKey, inChunks(someBytes(length), chunkBytes)))
      expect(sealed).toHaveLength(sealedBytes(length))
    }
    expect(plainBytes(sealedBytes(length))).toBe(length)
  },
)

it('knows lengths to which nothing seals', () => {
  const impossible = [-5, 0, 1, 15, frameBytes + 17, frameBytes + 31]
  expect(impossible.map(plainBytes)).toEqual(impossible.map(() => null))
})

it('opens a frame only in its place, as what it is, with its key', () => {
  const plain = someBytes(100)
  const sealed = sealFrame(dataKey, 3, true, plain)
  expect(openFrame(dataKey, 3, true, sealed).equals(plain)).toBe(true)
  expect(() => openFrame(dataKey, 2, true, sealed)).toThrow()
  expect(() => openFrame(dataKey, 3, false, sealed)).toThrow()
  expect(() => openFrame(Buffer.alloc(32, 8), 3, true, sealed)).toThrow()
})

it('an empty object has a frame', () => {
  expect([0, 1, frameBytes, frameBytes + 1].map(frameCount)).toEqual([1, 1, 1, 2])
})
