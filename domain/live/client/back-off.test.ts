import { expect, it } from 'vitest'
import { BackOff } from './back-off'

const longest = () => 0
const latest = () => 1

it('comes back within a quarter of a second, at random, then after longer and longer, up to five seconds', () => {
  const backOff = new BackOff(longest)
  expect(new BackOff(latest).next(0)).toBe(250)
  expect(backOff.next(0)).toBe(0)
  const waits = Array.from({ length: 12 }, () => backOff.next(0))
  expect(waits[0]).toBe(400)
  expect([...waits].sort((a, b) => a - b)).toEqual(waits)
  expect(waits.at(-1)).toBe(5_000)
})

it('waits up to a quarter of a minute where it has been in vain for half a minute, until it works', () => {
  const backOff = new BackOff(longest)
  const waitsFrom = (start: number) => Array.from({ length: 12 }, (_, at) => backOff.next(start + at)).at(-1)
  expect(waitsFrom(1_000)).toBe(5_000)
  expect(backOff.next(30_999)).toBe(5_000)
  expect(backOff.next(31_000)).toBe(15_000)
  backOff.reset()
  expect(waitsFrom(100_000)).toBe(5_000)
})

it('is at random up to half less, so that many do not come back together', () => {
  const backOff = new BackOff(latest)
  backOff.next(0)
  expect(backOff.next(0)).toBe(200)
})

it('begins anew after a connection that has worked: what was sent has arrived, or it has held for seconds', () => {
  const backOff = new BackOff(longest)
  const tire = () => Array.from({ length: 5 }, () => backOff.next(0)).at(-1)
  expect(tire()).toBeGreaterThan(1_000)
  backOff.reset()
  expect(backOff.next(0)).toBe(0)
  tire()
  backOff.begun(1_000)
  expect(backOff.next(6_000)).toBe(0)
})

it('does not begin anew where the server ends each time as soon as a session has begun', () => {
  const backOff = new BackOff(longest)
  const waits = Array.from({ length: 12 }, (_, at) => {
    backOff.begun(at * 1000)
    return backOff.next(at * 1000 + 999)
  })
  expect(waits.at(-1)).toBe(5_000)
})
