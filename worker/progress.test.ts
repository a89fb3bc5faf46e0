import { expect, it } from 'vitest'
import { makeProgress } from './progress'

it('writes the first note and then one per interval, with the newest figure', async () => {
  const written: number[] = []
  let time = 0
  const progress = makeProgress(async (doneMs) => void written.push(doneMs), 1000, () => time)
  for (const [at, doneMs] of [[0, 10], [500, 20], [999, 30], [1000, 40], [1001, 50]] as const) {
    time = at
    progress.note(doneMs)
    await progress.settle()
  }
  expect(written).toEqual([10, 40])
})

it('never has two writes under way, and outlives one that fails', async () => {
  let time = 0
  const fail: (() => void)[] = []
  const progress = makeProgress(() => new Promise((_, reject) => fail.push(() => reject(new Error('away')))), 10, () => time)
  progress.note(1)
  time = 100
  progress.note(2)
  expect(fail).toHaveLength(1)
  fail[0]!()
  await progress.settle()
  progress.note(3)
  expect(fail).toHaveLength(2)
})
