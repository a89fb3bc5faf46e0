import { describe, expect, it } from 'vitest'
import { createTranslator } from 'use-intl'
import { errorCodes } from '#domain/errors/error-codes'
import en from './en'
import vi from './vi'
import zhTW from './zh-TW'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`))
}

/** Names of the values and tags that a message takes, in order. */
function placeholders(message: string): string[] {
  const values = [...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => `{${name}}`)
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name}>`)
  return [...new Set([...values, ...tags])].filter((name) => !/^\{[^\x00-\x7f]/.test(name)).sort()
}

const source = new Map(flatten(en))

describe.each([['vi', vi], ['zh-TW', zhTW]] as const)('the catalogue %s', (locale, catalogue) => {
  const entries = flatten(catalogue as Tree)

  it('has every message and no other', () => {
    expect(entries.map(([key]) => key).sort()).toEqual([...source.keys()].sort())
  })

  it('takes the same values in each', () => {
    for (const [key, message] of entries) {
      expect({ key, placeholders: placeholders(message) }).toEqual({ key, placeholders: placeholders(source.get(key)!) })
    }
  })

  it('is translated, but for what is the same in every language', () => {
    const same = entries.filter(([key, message]) => message === source.get(key) && /\p{L}{3}/u.test(message)).map(([key]) => key)
    expect(same).toEqual(['common.product'])
  })

  it('can be read by the formatter', () => {
    const broken: string[] = []
    const t = createTranslator({
      locale, messages: catalogue as typeof en,
      onError: (error) => { if (error.code === 'INVALID_MESSAGE') broken.push(error.message) },
    })
    for (const [key] of entries) (t as unknown as (key: string) => string)(key)
    expect(broken).toEqual([])
  })
})

it.each([
  ['model_not_installed', ['{command}']],
  ['language_not_installed', ['{command}']],
  ['recordings_used_up', ['{limit}', '{renewsOn}']],
  ['minutes_used_up', ['{fits}', '{left}', '{limit}', '{needed}', '{renewsOn}']],
] as const)('tells in %s what helps', (code, values) => {
  expect(placeholders(source.get(`errors.${code}`)!)).toEqual(values)
})

it('has a sentence for every error code', () => {
  const codes = Object.keys(en.errors).filter((key) => key !== 'fields' && key !== 'page').sort()
  expect(codes).toEqual(Object.keys(errorCodes).sort())
})

it('says in every language that seconds are left, where minutes are not', () => {
  const told = ([['en', en], ['vi', vi], ['zh-TW', zhTW]] as const).map(([locale, messages]) =>
    createTranslator({ locale, messages: messages as typeof en })('live.minutesLeft', { minutes: 0 }))
  expect(told).toEqual(['Less than a minute left this month', 'Tháng này còn chưa đến một phút', '本月還剩不到一分鐘'])
})
