import { describe, expect, it } from 'vitest'
import { isCrossSite } from './cross-site'

const own = ['https://steno.example']

describe('isCrossSite', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s through, which changes nothing', (method) => {
    expect(isCrossSite(method, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, own)).toBe(false)
  })

  it.each([
    ['same-origin', false], ['none', false], ['same-site', true], ['cross-site', true], ['nonsense', true],
  ] as const)('goes by Sec-Fetch-Site %s', (site, refused) => {
    expect(isCrossSite('POST', { 'sec-fetch-site': site }, own)).toBe(refused)
  })

  it('goes by Origin where the browser says nothing else', () => {
    expect(isCrossSite('POST', { origin: 'https://steno.example' }, own)).toBe(false)
    expect(isCrossSite('POST', { origin: 'https://evil.example' }, own)).toBe(true)
    expect(isCrossSite('DELETE', { origin: 'null' }, own)).toBe(true)
  })

  it('believes Sec-Fetch-Site over an Origin that would pass', () => {
    expect(isCrossSite('POST', { 'sec-fetch-site': 'cross-site', origin: 'https://steno.example' }, own)).toBe(true)
  })

  it('lets programs through, which have neither', () => {
    expect(isCrossSite('POST', {}, own)).toBe(false)
  })
})
