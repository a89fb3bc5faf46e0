import { describe, expect, it } from 'vitest'
import { limits } from './limits'

describe('limits', () => {
  it('are positive whole numbers', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect(Number.isSafeInteger(value) && value > 0, `${name} = ${value}`).toBe(true)
    }
  })

  it('end in their unit', () => {
    const unit = /(Bytes|Ms|Px|Rows|Chars|Pixels|Max|Min)$/
    for (const name of Object.keys(limits)) expect(name).toMatch(unit)
  })

  it('hold their relations', () => {
    expect(limits.heartbeatDeadMs).toBeGreaterThanOrEqual(4 * limits.heartbeatMs)
    // Detection, one sweep and one poll must fit into the five seconds promised for a takeover.
    expect(limits.heartbeatDeadMs + limits.sweepMs + limits.jobPollMs + limits.heartbeatMs).toBeLessThan(5000)
    expect(limits.mediaReadChunkBytes).toBeLessThan(limits.mediaChildRssBytesMax)
    expect(limits.passwordCharsMin).toBeLessThan(limits.passwordCharsMax)
    // One address must neither lock an account for all others, nor be locked by guessing at one account alone.
    expect(limits.loginAttemptsPerPairMax).toBeLessThan(limits.loginAttemptsPerAddressMax)
    expect(limits.loginAttemptsPerPairMax * 10).toBeLessThanOrEqual(limits.loginAttemptsPerAccountMax)
    expect(limits.uploadStallMs).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.uploadSettleMs).toBeGreaterThan(4 * limits.mediaProbeMsMax)
    expect(limits.uploadSettleMs).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.accessTokenMs).toBeLessThan(limits.refreshTokenMs)
    expect(limits.idempotencyDeadMs).toBeGreaterThanOrEqual(4 * limits.idempotencyBeatMs)
    expect(limits.idempotencyKeepMs).toBeGreaterThan(limits.idempotencyDeadMs)
    const { apiRequestsFreeMax, apiRequestsBasicMax, apiRequestsPremiumMax, apiRequestsEnterpriseMax } = limits
    const byPlan = [limits.apiRequestsGuestMax, apiRequestsFreeMax, apiRequestsBasicMax, apiRequestsPremiumMax, apiRequestsEnterpriseMax]
    expect([...byPlan].sort((a, b) => a - b)).toEqual(byPlan)
    expect(limits.liveSessionMsMax + limits.liveBacklogMsMax).toBeLessThan(limits.mediaDurationMsMax)
  })
})
