import { expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { StablePrefix } from './stable-prefix'

it('keeps what two guesses in a row agree on, as the newer has it', () => {
  const prefix = new StablePrefix()
  expect(prefix.next('Printing in')).toEqual({ text: 'Printing in', stableChars: 0 })
  expect(prefix.next('Printing, in the')).toEqual({ text: 'Printing, in the', stableChars: 'Printing, in'.length })
  expect(prefix.next('Painting on the only')).toEqual({ text: 'Printing, in the only', stableChars: 'Printing, in'.length })
})

it('begins with what was settled before', () => {
  const prefix = new StablePrefix('One two.', 'One two. Three')
  expect(prefix.next('one too three four')).toEqual({ text: 'One two. three four', stableChars: 'One two.'.length })
})

it('takes all but the last word of a model that only adds', () => {
  const prefix = new StablePrefix()
  expect(prefix.grow('for although the chin')).toMatchObject({ stableChars: 'for although the'.length })
  expect(prefix.grow('for although the chinese')).toMatchObject({ stableChars: 'for although the'.length })
})

it('never changes or shortens what is stable, whatever is guessed (SPEC 4.1)', () => {
  const random = makeSeededRandom(11)
  const words = ['a', 'b,', 'B', '語', '言。', 'c']
  for (let run = 0; run < 200; run++) {
    const prefix = new StablePrefix()
    let stable = ''
    for (let n = 0; n < 20; n++) {
      const guess = Array.from({ length: random.below(8) }, () => random.pick(words)).join(' ')
      const { text, stableChars } = prefix.next(guess)
      expect(text.slice(0, stable.length)).toBe(stable)
      expect(stableChars).toBeGreaterThanOrEqual(stable.length)
      stable = text.slice(0, stableChars)
    }
  }
})
