import { describe, expect, it } from 'vitest'
import { momentHash, parseMomentHash } from './moment'

describe('a moment in the address', () => {
  it('comes back as it went', () => {
    expect(momentHash(12_300)).toBe('#t=12.3')
    expect(parseMomentHash('#t=12.3')).toBe(12_300)
    expect(parseMomentHash(momentHash(0))).toBe(0)
  })

  it.each(['', '#', '#s-3', '#t=', '#t=-1', '#t=1e9', '#t=NaN'])('is not seen in %s', (hash) =>
    expect(parseMomentHash(hash)).toBeNull())
})
