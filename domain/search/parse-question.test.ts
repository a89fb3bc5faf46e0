import { expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { parseQuestion, withoutQuotes } from './parse-question'

const shown = (text: string) => {
  const { words, phrases } = parseQuestion(text)
  const plain = (groups: typeof words) => groups.map((tokens) => tokens.map((token) => token.plain).join(' '))
  return { words: plain(words), phrases: plain(phrases) }
}

it('tells phrases from words', () => {
  expect(shown('when “Spring Release” ships, "on Friday"')).toEqual({
    words: ['when', 'ships'], phrases: ['spring release', 'on friday'],
  })
  expect(shown('say "half a')).toEqual({ words: ['say', 'half', 'a'], phrases: [] })
  expect(shown('"" "?"')).toEqual({ words: [], phrases: [] })
})

it('keeps the pairs of unspaced runs together', () => {
  expect(shown('伺服器 預算多少')).toEqual({ words: ['伺服 服器', '預算 算多 多少'], phrases: [] })
  expect(shown('「語音」字')).toEqual({ words: ['字'], phrases: ['語音'] })
})

it('cuts what is too long', () => {
  expect(parseQuestion('x'.repeat(5000)).text).toHaveLength(limits.searchCharsMax)
  expect(parseQuestion('x'.repeat(5000), 300).text).toHaveLength(300)
})

it('has no phrases where quotation marks are taken away', () => {
  expect(shown(withoutQuotes('when «A b» ships, "on 「c d」 Friday” “x y'))).toEqual({
    words: ['when', 'a', 'b', 'ships', 'on', 'c', 'd', 'friday', 'x', 'y'], phrases: [],
  })
})
