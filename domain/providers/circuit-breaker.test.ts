import { expect, it } from 'vitest'
import { admit, afterFailure, afterNoVerdict, type Breaker, closedBreaker } from './circuit-breaker'

const options = { failuresMax: 3, openMsMin: 1000, openMsMax: 3000 }
const failTimes = (times: number, nowMs: number, from: Breaker = closedBreaker) =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => afterFailure(breaker, nowMs, options), from)

it('lets calls through until so many failed in a row', () => {
  expect(admit(failTimes(2, 0), 0)).not.toBeNull()
  expect(admit(failTimes(3, 0), 0)).toBeNull()
  expect(admit(failTimes(3, 0), 999)).toBeNull()
})

it('then lets one probe through at a time', () => {
  const probing = admit(failTimes(3, 0), 1000)
  expect(probing).toMatchObject({ isProbing: true })
  expect(admit(probing!, 1000)).toBeNull()
  expect(admit(afterNoVerdict(probing!), 1000)).toMatchObject({ isProbing: true })
})

it('stays open longer with each probe that fails, to a limit', () => {
  const openMs = [3, 4, 5, 6].map((failures) => failTimes(failures, 500).openUntilMs - 500)
  expect(openMs).toEqual([1000, 2000, 3000, 3000])
})
