import { expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { countParts, listParts, makePartPlan } from './part-plan'

it.each([1, limits.uploadPartBytes - 1, limits.uploadPartBytes, limits.uploadPartBytes + 1, limits.uploadBytesMax])(
  'cuts %i bytes into parts that are just as long together, and none empty', (bytes) => {
    const plan = makePartPlan(bytes)
    const parts = listParts(plan)
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes)
    expect(parts.map(({ number }) => number)).toEqual(Array.from({ length: countParts(plan) }, (_, index) => index + 1))
    expect(parts.slice(0, -1).every((part) => part.bytes === limits.uploadPartBytes)).toBe(true)
    expect(parts.at(-1)!.bytes).toBeGreaterThan(0)
    expect(parts.length).toBeLessThanOrEqual(limits.uploadPartsMax)
  })
