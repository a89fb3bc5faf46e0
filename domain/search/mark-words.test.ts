import { expect, it } from 'vitest'
import { markWords } from './mark-words'

const marked = (text: string, words: string[], phrases: string[][] = []) =>
  markWords(text, { words: new Set(words), phrases }).map(({ start, end }) => text.slice(start, end))

it('marks words, whatever their case and marks', () => {
  expect(marked('Cuộc HỌP hôm nay, họp!', ['hop'])).toEqual(['HỌP', 'họp'])
  expect(marked('Hopping is no hop', ['hop'])).toEqual(['hop'])
})

it('marks phrases only where all of them stands', () => {
  expect(marked('the spring is over; the spring release', [], [['spring', 'release']])).toEqual(['spring', 'release'])
})

it('marks stretches of Chinese as one', () => {
  expect(marked('我們要買伺服器了', ['伺服', '服器'])).toEqual(['伺服器'])
  expect(marked('文字與字', ['字'])).toEqual(['字', '字'])
  expect(marked('我們要買伺服器了', [], [['伺服', '服器']])).toEqual(['伺服器'])
})

it('marks nothing where nothing is', () => {
  expect(marked('', ['a'])).toEqual([])
  expect(marked('nothing here', ['absent'], [[]])).toEqual([])
})
