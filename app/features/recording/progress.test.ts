import { describe, expect, it } from 'vitest'
import { coarseTime, estimateLeftMs, progressShare } from './progress'

const startedAt = new Date(1_000_000)
const after = (ms: number) => startedAt.getTime() + ms

describe('progressShare', () => {
  it('is unknown while the length is', () => {
    expect(progressShare({ progressMs: 5, totalMs: null })).toBeNull()
    expect(progressShare({ progressMs: 5, totalMs: 0 })).toBeNull()
  })

  it('is audio done of all, and never says finished before it is', () => {
    expect(progressShare({ progressMs: 30_000, totalMs: 120_000 })).toBe(0.25)
    expect(progressShare({ progressMs: 121_000, totalMs: 120_000 })).toBe(0.99)
    expect(progressShare({ progressMs: -1, totalMs: 120_000 })).toBe(0)
  })
})

describe('estimateLeftMs', () => {
  it('goes by the pace so far', () => {
    const work = { progressMs: 60_000, totalMs: 300_000, startedAt }
    expect(estimateLeftMs(work, after(10_000))).toBe(40_000)
    expect(estimateLeftMs({ ...work, startedAt: startedAt.toISOString() }, after(10_000))).toBe(40_000)
  })

  it('says nothing before there is a pace', () => {
    const work = { progressMs: 60_000, totalMs: 300_000, startedAt }
    expect(estimateLeftMs(work, after(1_000))).toBeNull()
    expect(estimateLeftMs({ ...work, progressMs: 0 }, after(10_000))).toBeNull()
    expect(estimateLeftMs({ ...work, totalMs: null }, after(10_000))).toBeNull()
    expect(estimateLeftMs({ ...work, startedAt: null }, after(10_000))).toBeNull()
  })

  it('is nothing, not less, once the stated length is passed', () => {
    expect(estimateLeftMs({ progressMs: 310_000, totalMs: 300_000, startedAt }, after(10_000))).toBe(0)
  })
})

describe('coarseTime', () => {
  it.each([
    [0, 'seconds', 10],
    [12_000, 'seconds', 20],
    [50_000, 'seconds', 50],
    [58_000, 'minutes', 1],
    [89 * 60_000, 'minutes', 89],
    [100 * 60_000, 'hours', 2],
    [5 * 3_600_000, 'hours', 5],
  ])('rounds %i ms to %s %i', (ms, unit, count) => expect(coarseTime(ms)).toEqual({ unit, count }))
})
