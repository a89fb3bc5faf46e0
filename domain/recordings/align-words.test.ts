import { describe, expect, it } from 'vitest'
import { alignWords } from './align-words'

const recognised = (text: string) => ({
  text,
  startMs: 0,
  endMs: text.split(' ').length * 100,
  words: text.split(' ').map((word, i) => ({ text: word, startMs: i * 100, endMs: i * 100 + 80, confidence: 0.9 })),
})
const show = (words: ReturnType<typeof alignWords>) =>
  words?.map((word) => `${word.text}@${word.startMs}-${word.endMs}`).join(' ')

describe('alignWords', () => {
  it('keeps the times of words that stay', () => {
    expect(show(alignWords('the quick fox', recognised('the quik fox')))).toBe('the@0-80 quick@100-180 fox@200-280')
  })

  it('lets more words share the time of fewer, and fewer take that of more', () => {
    expect(show(alignWords('a b1 b2 c', recognised('a b c')))).toBe('a@0-80 b1@100-140 b2@140-180 c@200-280')
    expect(show(alignWords('a bc d', recognised('a b c d')))).toBe('a@0-80 bc@100-280 d@300-380')
  })

  it('puts new words into the gap, also at both ends', () => {
    expect(show(alignWords('a new b', recognised('a b')))).toBe('a@0-80 new@80-100 b@100-180')
    expect(show(alignWords('a b new', recognised('a b')))).toBe('a@0-80 b@100-180 new@180-200')
    expect(show(alignWords('new a', recognised('a')))).toBe('new@0-0 a@0-80')
  })

  it('drops words that were deleted', () => {
    expect(show(alignWords('a c', recognised('a b c')))).toBe('a@0-80 c@200-280')
    expect(show(alignWords('a a', recognised('a a a')))).toBe('a@0-80 a@100-180')
  })

  it('never goes back in time, whatever is typed', () => {
    const words = 'a b c a b'.split(' ')
    for (let code = 0; code < 4 ** 5; code++) {
      const typed = Array.from({ length: 5 }, (_, i) => ['a', 'b', 'c', ''][Math.floor(code / 4 ** i) % 4]).filter(
        Boolean,
      )
      const aligned = alignWords(typed.join(' '), recognised(words.join(' ')))!
      expect(aligned.map((word) => word.text)).toEqual(typed)
      aligned.forEach((word, i) => {
        expect(word.endMs).toBeGreaterThanOrEqual(word.startMs)
        expect(word.startMs).toBeGreaterThanOrEqual(aligned[i - 1]?.endMs ?? 0)
      })
    }
  })

  it('has none for a language without spaces', () => {
    const segment = { ...recognised('會 議'), text: '會議' }
    expect(alignWords('會議室', segment)).toBeNull()
  })
})
