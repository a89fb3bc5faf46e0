import { describe, expect, it } from 'vitest'
import { hasRepetitionLoop, removeLoops } from './repetition'

describe('a repetition loop', () => {
  it.each([
    ['and so on and so on and so on and so on and so on', 'and so on'],
    ['He said that it was it was it was it was it was it was late.', 'He said that it was late.'],
    ['the the the the the the the end', 'the end'],
    ['Thank you. Thank you. thank you, Thank you. Thank you. Bye.', 'Thank you. Bye.'],
    ['哈哈哈哈哈哈哈哈哈哈', '哈'],
    ['謝謝大家謝謝大家謝謝大家謝謝大家謝謝大家謝謝大家謝謝大家謝謝大家', '謝謝大家'],
  ])('in %j is said once', (text, once) => {
    expect(hasRepetitionLoop(text)).toBe(true)
    expect(removeLoops(text)).toBe(once)
  })

  it.each(['No, no, no, no!', 'Ha ha ha.', 'It was very, very, very late, very late indeed.', '', 'row, row, row your boat'])(
    'is not in %j',
    (text) => {
      expect(hasRepetitionLoop(text)).toBe(false)
      expect(removeLoops(text)).toBe(text)
    },
  )
})
