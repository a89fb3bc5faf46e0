import { once } from 'node:events'
import { expect, it } from 'vitest'
import { endThread, startThread } from './start-thread.server'

const start = () => startThread(new URL('../../tests/fixtures/threads/slow.ts', import.meta.url), {})

it('a thread that is told to end finishes what it is at', async () => {
  const worker = start()
  const said: string[] = []
  worker.on('message', (word: string) => said.push(word))
  await once(worker, 'message')
  worker.postMessage('work')
  await once(worker, 'message')
  await endThread(worker)
  expect(said).toEqual(['here', 'begun', 'finished'])
  await endThread(worker)
})

it('one that has nothing to do ends at once, by itself', async () => {
  const worker = start()
  await once(worker, 'message')
  const gone = once(worker, 'exit')
  await endThread(worker)
  expect(await gone).toEqual([0])
})
