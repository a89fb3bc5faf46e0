import { expect, it } from 'vitest'
import { WorkMeter } from './work-meter'

it('tells the share of the last seconds, and forgets what is older, also when nothing comes any more', () => {
  let now = 0
  const meter = new WorkMeter(3000, () => now)
  expect(meter.busy).toBe(0)
  meter.add({ spanMs: 1000, busyMs: 1000, neededMs: 500 })
  now = 1000
  meter.add({ spanMs: 1000, busyMs: 0, neededMs: 0 })
  expect(meter.busy).toBe(0.5)
  expect(meter.needed).toBe(0.25)
  now = 3500
  expect(meter.busy).toBe(0)
  now = 5000
  expect(meter.needed).toBe(0)
})
