import { expect, it } from 'vitest'
import { readKept, type TakeStore } from '#domain/live/client/take'
import { readUnsent } from './read-unsent'

it('says null where the browser does not give out what it keeps, and a file once it does', async () => {
  let isAway = true
  const store: Pick<TakeStore, 'read'> = {
    read: async (_take, from) => {
      if (isAway) throw new DOMException('The disk is away.', 'UnknownError')
      return { first: from, frames: [Int16Array.of(1, 2, 3)] }
    },
  }
  async function* read() {
    for await (const { frames } of readKept(store, 'a-take', { first: 0, end: 2 })) yield frames
  }
  expect(await readUnsent(read)).toBeNull()
  isAway = false
  expect((await readUnsent(read))!.size).toBe(44 + 12)
})
