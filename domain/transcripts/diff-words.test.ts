import { describe, expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { diffWords, type WordChange } from './diff-words'

const told = (changes: WordChange[]) =>
  changes.map(({ kind, text }) => ({ same: '=', removed: '-', added: '+' })[kind] + text.trim()).join('|')
const sideOf = (changes: WordChange[], kind: 'removed' | 'added') =>
  changes.filter((change) => change.kind === 'same' || change.kind === kind).map(({ text }) => text).join('')

describe('the difference of two texts', () => {
  it.each([
    ['the cat sat', 'the cat sat', '=the cat sat'],
    ['', '', ''],
    ['', 'new words', '+new words'],
    ['old words', '', '-old words'],
    ['the cat sat on the mat', 'the dog sat on a mat', '=the|-cat|+dog|=sat on|-the|+a|=mat'],
    ['one two three', 'two three four', '-one|=two three|+four'],
    ['THE CAT SAT', 'The cat sat.', '=The cat sat.'],
    ['tôi đi học', 'tôi đi làm', '=tôi đi|-học|+làm'],
    ['我今天去學校', '我昨天去學校', '=我|-今|+昨|=天去學校'],
    ['all other', 'nothing alike', '-all other|+nothing alike'],
    ['“Quoted” words', 'Quoted words', '=Quoted words'],
  ])('of %j and %j', (before, after, expected) => {
    expect(told(diffWords(before, after))).toBe(expected)
  })

  it('gives both texts back, and is never longer than a plain comparison finds, for random ones', () => {
    const random = makeSeededRandom(3)
    const text = (length: number) => Array.from({ length }, () => random.pick(['a', 'b', 'c', 'd'])).join(' ')
    for (let round = 0; round < 300; round++) {
      const [before, after] = [text(random.below(14)), text(random.below(14))]
      const changes = diffWords(before, after)
      const plain = (value: string) => value.replaceAll(' ', '')
      expect(plain(sideOf(changes, 'removed'))).toBe(plain(before))
      expect(plain(sideOf(changes, 'added'))).toBe(plain(after))
      const kept = changes.filter(({ kind }) => kind === 'same').map(({ text: same }) => plain(same)).join('').length
      expect(kept).toBe(longestCommon(plain(before), plain(after)))
    }
  })

  it('takes long texts that have nothing in common for replaced, without looking for ever', () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join(' ')
    expect(diffWords(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})

/** Length of the longest common subsequence, by the book. */
function longestCommon(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!)
    }
  }
  return table[a.length]![b.length]!
}
