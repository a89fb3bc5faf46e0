import { expect, it } from 'vitest'
import { LiveClient } from '#domain/live/client/live-client'
import { makeMemoryTakeStore, type Take } from '#domain/live/client/take'
import { Studio } from './studio'

const take: Take = {
  id: 'a-take', userId: 'somebody', sessionId: null, resumeTicket: null, offset: 0, title: 'Live', language: 'auto',
  modelId: null, startedAt: 0, isFinishing: false,
}
const kept = { first: 0, end: 1 }

/** A studio whose server cannot be reached, and the takes that it holds. */
function makeStudio() {
  const store = makeMemoryTakeStore()
  const held = new Set<string>()
  const studio = new Studio(
    (options) => new LiveClient({
      ...options, url: 'ws://127.0.0.1:1', store, isKeptOnDisk: false,
      fetchTicket: () => Promise.reject(new Error('away')), fetchStored: () => Promise.reject(new Error('away')),
    }),
    (takeId) => {
      held.add(takeId)
      return () => held.delete(takeId)
    },
  )
  return { studio, store, held }
}

it('lets a take go when its page goes, so that the next page finds it unfinished', async () => {
  const { studio, store, held } = makeStudio()
  studio.finishTake(take, kept)
  expect([...held]).toEqual(['a-take'])
  await studio.close()
  expect(held.size).toBe(0)
  expect((await store.list()).map(({ id }) => id)).toEqual(['a-take'])
})

it('has let a take go by the time that it is ready for another', async () => {
  const { studio, store, held } = makeStudio()
  studio.finishTake(take, kept)
  const heldWhenIdle: number[] = []
  studio.subscribe(() => studio.state.phase === 'idle' && heldWhenIdle.push(held.size))
  await studio.dismiss(true)
  expect(heldWhenIdle).toEqual([0])
  expect(await store.list()).toEqual([])
  await studio.close()
})
