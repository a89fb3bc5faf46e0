import { expect, it } from 'vitest'
import { backOffMs } from './back-off'

const delays = { baseMs: 1000, maxMs: 60_000 }

it('doubles up to the longest delay, the lower half of it certain', () => {
  expect([0, 1, 2, 3].map((failures) => backOffMs(failures, delays, 1))).toEqual([1000, 2000, 4000, 8000])
  expect([0, 1, 2, 3].map((failures) => backOffMs(failures, delays, 0))).toEqual([500, 1000, 2000, 4000])
  expect(backOffMs(1000, delays, 1)).toBe(60_000)
})
