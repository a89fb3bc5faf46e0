import { describe, expect, it } from 'vitest'
import { parseRedirect } from './safe-redirect'

describe('parseRedirect', () => {
  it.each(['/', '/library', '/library?q=a%20b#top', '/recordings/1'])('keeps the own path %s', (path) => {
    expect(parseRedirect(path, '/fallback')).toBe(path)
  })

  it.each([
    null, 7, '', 'library', 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil',
    'javascript:alert(1)', '\\\\evil',
  ])('refuses %j', (value) => {
    expect(parseRedirect(value, '/fallback')).toBe('/fallback')
  })
})
