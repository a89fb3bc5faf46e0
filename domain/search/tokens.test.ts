import { expect, it } from 'vitest'
import { foldWord, plainWord } from './fold'
import { tokenize } from './tokens'

const folded = (text: string) => tokenize(text).map((token) => token.folded)

it('folds what people leave out when they type, and nothing that makes another letter', () => {
  expect(['Họp', 'Đường', 'naïve', 'ĐIỆN', 'Straße', 'ﬁle', '１２'].map(foldWord))
    .toEqual(['hop', 'duong', 'naive', 'dien', 'strasse', 'file', '12'])
  // Precomposed or not, with marks: one spelling.
  expect(plainWord('ho\u0323p')).toBe(plainWord('Họp'))
  expect(foldWord('が')).toBe('が')
  expect(foldWord('한국어')).toBe('한국어')
  expect(foldWord('हिन्दी')).toBe('हिन्दी')
})

it('takes words apart at spaces and punctuation, apostrophes inside kept together', () => {
  expect(folded("Don't stop: the co-op's 3.5 %!")).toEqual(['dont', 'stop', 'the', 'co', 'ops', '3', '5'])
  expect(folded(' … — ?')).toEqual([])
})

it('takes Chinese, Japanese and Thai apart into pairs, and their last character', () => {
  expect(folded('語音文字')).toEqual(['語音', '音文', '文字', '字'])
  expect(folded('用GPU跑')).toEqual(['用', 'gpu', '跑'])
  expect(tokenize('我 你好').map(({ run }) => run)).toEqual([0, 1, 1])
})

it('says where each stands in the text', () => {
  const text = 'Cuộc họp — 𠮷野家 hôm nay'
  for (const { start, end, plain } of tokenize(text)) expect(plainWord(text.slice(start, end))).toBe(plain)
})

it('cuts what is no word', () => {
  expect(folded('a'.repeat(5000))[0]).toHaveLength(64)
})
