import { expect, it } from 'vitest'
import { makeGate } from './gate'

it('lets so many in at once, in order, and the next after a failure too', async () => {
  const gate = makeGate(2)
  const began: number[] = []
  let inside = 0
  const work = (n: number) => gate(async () => {
    began.push(n)
    expect(++inside).toBeLessThanOrEqual(2)
    await new Promise((resolve) => setImmediate(resolve))
    inside--
    if (n % 3 === 0) throw new Error(`no ${n}`)
    return n
  })
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map(work))
  expect(began).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message)))
    .toEqual(['no 0', 1, 2, 'no 3', 4, 5, 'no 6'])
  expect(await gate(async () => 'again')).toBe('again')
})
