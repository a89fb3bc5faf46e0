import { expect, it } from 'vitest'
import { cutToFit, halve } from './cut-to-fit'

it('cuts into few runs of about the same length', () => {
  const cost = (run: readonly number[]) => 10 + run.reduce((sum, item) => sum + item, 0)
  expect(cutToFit([1, 2, 3], cost, 100)).toEqual([[1, 2, 3]])
  expect(cutToFit([5, 5, 5, 5, 5, 5], cost, 32)).toEqual([[5, 5, 5], [5, 5, 5]])
  expect(cutToFit([90, 1, 90], cost, 50)).toEqual([[90], [1], [90]])
  expect(cutToFit([], cost, 50)).toEqual([[]])
})

it('lets no run of several cost too much where what single ones cost is rounded', () => {
  const cost = (run: readonly number[]) => Math.ceil(0.1 + run.reduce((sum, item) => sum + item, 0))
  const items = Array.from({ length: 400 }, () => 1.4)
  for (const room of [100, 281, 300, 560]) {
    const runs = cutToFit(items, cost, room)
    expect(runs.flat()).toHaveLength(items.length)
    expect(Math.max(...runs.map(cost)), `a room of ${room}`).toBeLessThanOrEqual(room)
  }
})

it('halves', () => {
  expect(halve([1, 2, 3])).toEqual([[1, 2], [3]])
  expect(halve([1])).toEqual([[1]])
  expect(halve([])).toEqual([])
})
