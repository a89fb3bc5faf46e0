import { expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { estimateTokens } from '../providers/estimate-tokens'
import { splitText } from './split-text'

it('leaves alone what fits', () => {
  expect(splitText(' One. Two. ', 10)).toEqual([' One. Two. '])
})

it('cuts after sentences, and keeps together what fits', () => {
  expect(splitText('Bees dance. Ants walk. Flies fly away.', 8)).toEqual(['Bees dance. Ants walk.', 'Flies fly away.'])
})

it('cuts a sentence between words, and a word anywhere', () => {
  expect(splitText('one two three four', 3)).toEqual(['one two', 'three', 'four'])
  expect(splitText('我們要買伺服器', 3)).toEqual(['我們要', '買伺服', '器'])
  expect(splitText('😀'.repeat(5), 2)).toEqual(['😀😀', '😀😀', '😀'])
})

it('loses nothing and exceeds nothing, whatever comes', () => {
  const random = makeSeededRandom(3)
  const parts = ['word ', 'năm. ', '語音', '。', '\n', '😀', 'x'.repeat(40), '   ', 'ê']
  for (let round = 0; round < 100; round++) {
    const text = Array.from({ length: random.below(200) }, () => random.pick(parts)).join('')
    const max = 2 + random.below(30)
    const pieces = splitText(text, max)
    if (pieces.length !== 1) for (const piece of pieces) expect(estimateTokens(piece)).toBeLessThanOrEqual(max)
    expect(pieces.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''))
  }
})
