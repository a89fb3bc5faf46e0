import { expect, it } from 'vitest'
import { admit, afterFailure, afterFirstWord, afterNoVerdict, type Breaker, closedBreaker } from './circuit-breaker'

const options = { failuresMax: 3, openMsMin: 1000, openMsMax: 3000 }
/** Calls that fail one after the other, each as soon as it may go out. */
function failTimes(times: number, from: Breaker = closedBreaker): Breaker {
  let breaker = from
  for (let call = 0; call < times; call++) {
    const nowMs = breaker.openUntilMs
    const admitted = admit(breaker, nowMs)!
    breaker = afterFailure(admitted, nowMs, options, admitted.isProbing)
  }
  return breaker
}

it('lets calls through until so many failed in a row', () => {
  expect(admit(failTimes(2), 0)).not.toBeNull()
  expect(admit(failTimes(3), 0)).toBeNull()
  expect(admit(failTimes(3), 999)).toBeNull()
})

it('then lets one probe through at a time', () => {
  const probing = admit(failTimes(3), 1000)!
  expect(probing).toMatchObject({ isProbing: true })
  expect(admit(probing, 1000)).toBeNull()
  expect(admit(afterNoVerdict(probing, false), 1000)).toBeNull()
  expect(admit(afterNoVerdict(probing, true), 1000)).toMatchObject({ isProbing: true })
})

it('stays open longer with each probe that fails, to a limit', () => {
  const openMs = [3, 4, 5, 6].map((failures) => failTimes(failures).openUntilMs - failTimes(failures - 1).openUntilMs)
  expect(openMs).toEqual([1000, 2000, 3000, 3000])
})

it('stays open no longer for calls that were under way when it opened', () => {
  const opened = failTimes(3)
  const late = Array.from({ length: 7 }).reduce<Breaker>((breaker) => afterFailure(breaker, 500, options, false), opened)
  expect(late).toEqual(opened)
  // Nor do they end the wait for the probe.
  const probing = admit(late, 1000)!
  expect(afterFailure(probing, 1100, options, false)).toEqual(probing)
})

it('lets calls through again at a first word, and remembers what failed until the answer is whole', () => {
  const answering = afterFirstWord(admit(failTimes(3), 1000)!)
  expect(admit(answering, 1000)).toEqual(answering)
  expect(afterFailure(answering, 1500, options, false).openUntilMs).toBe(1500 + 2000)
  expect(afterFirstWord(failTimes(1)).failures).toBe(1)
})
