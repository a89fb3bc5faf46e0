import { expect, it } from 'vitest'
import { isGoodPartClaim, signPartClaim } from './part-claim.server'

const claim = { uploadId: '7b3c7c6e-0d3b-4e7e-9a53-0e6f1d2c3b4a', number: 3, bytes: 1000, expiresAt: 5000 }

it('is good for just what was signed, until it expires, with any secret that still verifies', () => {
  const signature = signPartClaim(claim, 'old')
  expect(isGoodPartClaim(claim, signature, ['new', 'old'], 4999)).toBe(true)
  expect(isGoodPartClaim(claim, signature, ['new', 'old'], 5000)).toBe(false)
  expect(isGoodPartClaim(claim, signature, ['new'], 4999)).toBe(false)
  for (const other of [{ uploadId: `${claim.uploadId}\0` }, { number: 4 }, { bytes: 1001 }, { expiresAt: 5001 }]) {
    expect(isGoodPartClaim({ ...claim, ...other }, signature, ['old'], 4999)).toBe(false)
  }
  for (const forged of ['', 'é', signature.slice(1), `${signature}A`]) {
    expect(isGoodPartClaim(claim, forged, ['old'], 4999)).toBe(false)
  }
})
