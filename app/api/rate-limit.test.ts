import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { allowancesOf, guestAllowance, RateLimiter } from './rate-limit'

const caller = (planCode: string | null, id = 'k1') =>
  ({ userId: 'u1', credential: { kind: 'key', id, name: 'A key' }, scopes: [], planCode }) as const

describe('who may ask how often', () => {
  it('is said by the plan', () => {
    const plans = ['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE', 'A plan of ours', null]
    expect(plans.map((code) => allowancesOf(caller(code))[0]!.max)).toEqual([
      limits.apiRequestsFreeMax, limits.apiRequestsBasicMax, limits.apiRequestsPremiumMax, limits.apiRequestsEnterpriseMax,
      limits.apiRequestsFreeMax, limits.apiRequestsFreeMax,
    ])
  })

  it('ends for a user with ever more keys', () => {
    const limiter = new RateLimiter()
    let passed = 0
    for (let key = 0; key < 5; key++) {
      for (let request = 0; request < limits.apiRequestsFreeMax; request++) {
        if (!limiter.take(allowancesOf(caller('FREE', `k${key}`)), 0).isOver) passed++
      }
    }
    expect(passed).toBe(limits.apiRequestsFreeMax * limits.apiCredentialsAtOnceMax)
  })

  it('counts guests by their network', () => {
    expect(guestAllowance('2001:db8::1')).toEqual(guestAllowance('2001:db8::2'))
    expect(guestAllowance('192.0.2.1')).not.toEqual(guestAllowance('192.0.2.2'))
  })

  it('begins anew when the window is over', () => {
    const limiter = new RateLimiter()
    const one = [{ name: 'a', max: 1 }]
    expect(limiter.take(one, 1000)).toEqual({ limit: 1, remaining: 0, resetMs: limits.apiRateWindowMs, isOver: false })
    expect(limiter.take(one, 2000)).toMatchObject({ isOver: true, resetMs: limits.apiRateWindowMs - 1000 })
    expect(limiter.take(one, 1000 + limits.apiRateWindowMs)).toMatchObject({ isOver: false })
  })

  it('forgets windows that are over when there are too many', () => {
    const limiter = new RateLimiter()
    for (let caller = 0; caller <= limits.apiRateCountersMax; caller++) limiter.take([{ name: `${caller}`, max: 1 }], 0)
    limiter.take([{ name: 'late', max: 1 }], limits.apiRateWindowMs)
    expect(limiter.counters).toBe(1)
  })
})
