import { createFormatter, createTranslator } from 'use-intl'
import { describe, expect, it } from 'vitest'
import en from '~/messages/en'
import vi from '~/messages/vi'
import { formatBytes, formatClock, formatDuration } from './format'

describe('formatBytes', () => {
  it.each([
    [0, '0 kB'], [500, '0.5 kB'], [1000, '1 kB'], [1024, '1 kB'], [999_940, '1 MB'], [5e6, '5 MB'], [1.5e9, '1.5 GB'],
    [4e9, '4 GB'], [3e15, '3,000 TB'],
  ])('tells %d as %s', (bytes, text) => {
    expect(formatBytes(createFormatter({ locale: 'en' }), bytes)).toBe(text)
  })

  it('uses the reader’s digits', () => {
    expect(formatBytes(createFormatter({ locale: 'vi' }), 1.5e9)).toBe('1,5 GB')
  })
})

describe('formatDuration', () => {
  it.each([[0, '0 s'], [59_499, '59 s'], [59_500, '1 min 0 s'], [3_599_000, '59 min 59 s'], [3_905_000, '1 h 5 min']])(
    'tells %d ms as %s', (ms, text) => {
      const t = createTranslator({ locale: 'en', messages: en, namespace: 'common' })
      expect(formatDuration(t, ms)).toBe(text)
    })

  it('speaks the reader’s language', () => {
    const t = createTranslator({ locale: 'vi', messages: vi as unknown as typeof en, namespace: 'common' })
    expect(formatDuration(t, 3_905_000)).toBe('1 giờ 5 phút')
  })
})

it.each([[0, '0:00'], [7_999, '0:07'], [65_000, '1:05'], [3_909_000, '1:05:09']])('shows %d ms as %s on a clock', (ms, text) => {
  expect(formatClock(ms)).toBe(text)
})
