import { expect, it } from 'vitest'
import { compareThreads, pickThreads } from './compare-threads'

/** A machine with a clock of its own: `costMs` says how long a team takes for a round, which it is told the number of. */
function makeMachine(costMs: (threads: number, round: number) => number) {
  let clock = 0
  const open = new Set<number>()
  const order: number[] = []
  return {
    order, open,
    measure: (threadsMax: number) => compareThreads({
      threadsMax, speechSeconds: 8, now: () => clock,
      open(threads) {
        open.add(threads)
        let round = 0
        return {
          async recognize(times) {
            order.push(threads)
            clock += (costMs(threads, round++) * times) / threads
          },
          async close() {
            open.delete(threads)
          },
        }
      },
    }),
  }
}

it('doubles the threads while that clearly pays', () => {
  expect(pickThreads(new Map([[1, 38], [2, 27]]))).toBe(1)
  expect(pickThreads(new Map([[1, 38], [2, 43]]))).toBe(1)
  expect(pickThreads(new Map([[1, 38], [2, 74], [4, 80]]))).toBe(2)
  expect(pickThreads(new Map([[1, 38], [2, 74], [4, 130]]))).toBe(4)
})

it('is not misled by a start that was slow, nor by noise in between', async () => {
  // Two halves of one core: the second thread adds a tenth. The first three rounds meet a machine that is still starting.
  const { measure, open, order } = makeMachine((threads, round) =>
    (threads === 1 ? 100 : 182) * (round < 3 ? 2.5 : round === 4 ? 1.7 : 1))
  const throughput = await measure(2)
  expect(pickThreads(throughput)).toBe(1)
  expect(Math.round(throughput.get(1)!)).toBe(80)
  expect(Math.round(throughput.get(2)!)).toBe(88)
  expect(order.slice(0, 6)).toEqual([1, 2, 1, 2, 1, 2])
  expect(open.size).toBe(0)
})

it('goes on to as many as the machine has cores for, and no further', async () => {
  const { measure, order } = makeMachine((threads) => (threads <= 4 ? 100 : threads * 25))
  expect([...(await measure(16)).keys()]).toEqual([1, 2, 4, 8])
  expect(Math.max(...order)).toBe(8)
  expect([...(await measure(3)).keys()]).toEqual([1, 2])
  expect([...(await measure(1)).keys()]).toEqual([1])
})

it('takes the fewest rounds with a model that is slow', async () => {
  const { measure, order } = makeMachine(() => 10_000)
  await measure(2)
  expect(order).toEqual([1, 2, 1, 2, 1, 2])
})
