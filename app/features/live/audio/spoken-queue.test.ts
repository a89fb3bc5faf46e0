import { expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { SpokenQueue } from './spoken-queue'

function makeQueue() {
  const said: string[] = []
  const ends: ((failed?: boolean) => void)[] = []
  const queue = new SpokenQueue((text, language) => {
    said.push(`${language} ${text}`)
    return new Promise((resolve, reject) => ends.push((failed) => (failed ? reject(new Error('no voice')) : resolve())))
  })
  const end = async (failed?: boolean) => {
    ends.shift()!(failed)
    await new Promise(setImmediate)
  }
  return { queue, said, end }
}

it('says one thing after the other, also after one that could not be said', async () => {
  const { queue, said, end } = makeQueue()
  for (const text of ['một', 'hai', 'ba']) queue.add(text, 'vi')
  expect(said).toEqual(['vi một'])
  await end(true)
  await end()
  expect(said).toEqual(['vi một', 'vi hai', 'vi ba'])
})

it('waits while somebody speaks, and forgets what is not wanted any more', async () => {
  const { queue, said, end } = makeQueue()
  queue.hold(true)
  queue.add('một', 'vi')
  expect(said).toEqual([])
  queue.hold(false)
  queue.add('hai', 'vi')
  queue.hold(true)
  await end()
  expect(said).toEqual(['vi một'])
  queue.stop()
  queue.hold(false)
  expect(said).toEqual(['vi một'])
})

it('leaves out the oldest where more waits than can be heard soon', async () => {
  const { queue, said, end } = makeQueue()
  queue.hold(true)
  const texts = Array.from({ length: limits.spokenWaitingMax * 100 }, (_, at) => `${at}`)
  for (const text of texts) queue.add(text, 'vi')
  queue.hold(false)
  for (let left = limits.spokenWaitingMax; left > 0; left--) await end()
  expect(said).toEqual(texts.slice(-limits.spokenWaitingMax).map((text) => `vi ${text}`))
})

it('breaks off what is being said when it is stopped, and goes on with what comes then', async () => {
  const said: string[] = []
  const queue = new SpokenQueue((text, _, signal) => {
    said.push(text)
    return new Promise((_resolve, reject) => signal.addEventListener('abort', reject))
  })
  for (const text of ['một', 'hai']) queue.add(text, 'vi')
  queue.stop()
  await new Promise(setImmediate)
  queue.add('un', 'fr')
  expect(said).toEqual(['một', 'un'])
})
