import { describe, expect, it } from 'vitest'
import { negotiateLocale, parseLocale } from './locale'

describe('negotiateLocale', () => {
  it.each([
    ['vi', 'vi'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['fr-FR,fr;q=0.9,zh-TW;q=0.8,en;q=0.7', 'zh-TW'],
    ['en;q=0.2, vi;q=0.7', 'vi'],
    ['zh-CN', 'zh-TW'],
    ['en-GB', 'en'],
    ['vi;q=0, en', 'en'],
    ['de', null],
    ['', null],
    [null, null],
    [';;;,,q=', null],
  ])('reads %j as %j', (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale)
  })
})

it('takes no other word for a language', () => {
  expect(parseLocale('zh-TW')).toBe('zh-TW')
  expect(parseLocale('zh-tw')).toBeNull()
  expect(parseLocale(undefined)).toBeNull()
})
