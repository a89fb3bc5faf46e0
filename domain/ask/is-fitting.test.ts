import { describe, expect, it } from 'vitest'
import { isFitting } from './is-fitting'

const passage = 'Marketing asks for 20,000 more. Nguyễn thinks that the company cannot pay that before May.'

describe('a passage fits a question', () => {
  it.each([
    ['that means the same in other words', 'will there be funds for advertising', 1.1],
    ['most of whose words it has', 'when can the company pay marketing', 0.2],
    ['half of whose words it has, where it is somewhat alike', 'what does marketing want', 0.9],
  ])('%s', (_why, question, likeness) => expect(isFitting(question, passage, likeness)).toBe(true))

  it.each([
    ['no word of which it has', 'who won the cup', 0.5],
    ['but for a word that happens to be there', 'how many people work in the company', 0.7],
    ['half of which it has, but nothing alike', 'how old is the company', 0.7],
    ['of nothing but words that say nothing', 'what is it', 0.7],
  ])('but not one %s', (_why, question, likeness) => expect(isFitting(question, passage, likeness)).toBe(false))

  it('by its words alone where no model can tell, without regard to case, marks and plurals', () => {
    expect(isFitting('nguyen MARKETINGS', passage, null)).toBe(true)
    expect(isFitting('nguyen Berlin', passage, null)).toBe(true)
    expect(isFitting('Berlin nguyen trains', passage, null)).toBe(false)
    expect(isFitting('會議幾點開始', '我們的預算用完了。', null)).toBe(false)
    expect(isFitting('專案預算剩多少', '這個專案的預算用完了。', null)).toBe(true)
  })
})
