import { describe, expect, it } from 'vitest'
import { hasRoom, spokenFor } from './admission'
import { keptGuessMs, partialIntervalMs, preparesAt } from './partial-pace'
import { WorkMeter } from './work-meter'

const idle = { needed: 0, streams: 0, unseen: 0, lagMs: 0 }

describe('6.2 a stream is let in', () => {
  it('where it is alone, however slow the machine', () => expect(hasRoom(idle, 3)).toBe(true))

  it('while the work that is needed leaves room for it', () => {
    expect(hasRoom({ ...idle, streams: 5, needed: 0.8 }, 0.1)).toBe(true)
    expect(hasRoom({ ...idle, streams: 5, needed: 0.9 }, 0.1)).toBe(false)
  })

  it('not while audio waits', () => expect(hasRoom({ ...idle, streams: 1, needed: 0.1, lagMs: 400 }, 0.1)).toBe(false))

  it('while audio waits only for the model to be loaded', () =>
    expect(hasRoom({ ...idle, streams: 1, unseen: 0.8, lagMs: 2000 }, 0.1)).toBe(true))

  it('reckoning with those who have just come, and those who are silent', () => {
    expect(spokenFor({ ...idle, streams: 4, unseen: 4 }, 0.1)).toBeCloseTo(0.4)
    expect(spokenFor({ ...idle, streams: 10, needed: 0.05 }, 0.1)).toBeCloseTo(0.4)
    expect(spokenFor({ ...idle, streams: 2, unseen: 0.5, needed: 0.1 }, 0.1)).toBeCloseTo(0.15)
    expect(hasRoom({ ...idle, streams: 24, needed: 0 }, 0.1)).toBe(false)
  })
})

describe('6.3 partials', () => {
  it('are as frequent as they may be on an idle thread, and get rarer under pressure', () => {
    expect(partialIntervalMs(0, 10)).toBe(300)
    expect(partialIntervalMs(0.5, 10)).toBeGreaterThan(300)
    expect(partialIntervalMs(0.5, 10)).toBeLessThan(1500)
    expect(partialIntervalMs(1, 10)).toBe(1500)
  })

  it('look back less far under pressure', () => {
    expect(keptGuessMs(0.2)).toBe(3500)
    expect(keptGuessMs(0.5)).toBeLessThan(3500)
    expect(keptGuessMs(0.9)).toBe(1500)
  })

  it('wait for pauses that last, rather than for each, under pressure', () => {
    expect([0, 0.7, 0.8].map(preparesAt)).toEqual([true, true, false])
  })

  it('never take most of a thread for one stream, and never stop', () => {
    expect(partialIntervalMs(0, 200)).toBe(1000)
    expect(partialIntervalMs(0, 5000)).toBe(1500)
  })
})

it('measures the last seconds only', () => {
  let now = 0
  const meter = new WorkMeter(1000, () => now)
  expect(meter.busy).toBe(0)
  const work = (times: number, busyMs: number, neededMs: number) => {
    for (let n = 0; n < times; n++) {
      now += 250
      meter.add({ spanMs: 250, busyMs, neededMs })
    }
  }
  work(8, 250, 0)
  work(4, 50, 25)
  expect(meter.busy).toBeCloseTo(0.2)
  expect(meter.needed).toBeCloseTo(0.1)
  now += 2000
  expect(meter.busy).toBe(0)
})
