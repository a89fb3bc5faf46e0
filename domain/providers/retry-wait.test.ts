import { expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { parseRetryAfterMs, retryWaitMs } from './retry-wait'

it('waits longer each time, spread, and gives up at last', () => {
  const min = limits.providerRetryWaitMsMin
  expect([retryWaitMs(1, null, 1), retryWaitMs(2, null, 1)]).toEqual([min, 2 * min])
  expect(retryWaitMs(1, null, 0)).toBe(min / 2)
  expect(retryWaitMs(limits.providerAttemptsMax, null, 1)).toBeNull()
})

it('waits as long as it is asked to, unless that is too long', () => {
  expect(retryWaitMs(1, 0, 1)).toBe(0)
  expect(retryWaitMs(1, limits.providerRetryWaitMsMax, 1)).toBe(limits.providerRetryWaitMsMax)
  expect(retryWaitMs(1, limits.providerRetryWaitMsMax + 1, 1)).toBeNull()
})

it('reads Retry-After in seconds and as a date', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z')
  expect(parseRetryAfterMs('1.5', nowMs)).toBe(1500)
  expect(parseRetryAfterMs('Thu, 01 Jan 2026 00:00:02 GMT', nowMs)).toBe(2000)
  expect(parseRetryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', nowMs)).toBe(0)
  expect([parseRetryAfterMs('soon', nowMs), parseRetryAfterMs(null, nowMs)]).toEqual([null, null])
})
