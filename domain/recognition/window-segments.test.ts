import { describe, expect, it } from 'vitest'
import { estimateWordTimes } from './estimate-word-times'
import { groupWords } from './group-words'
import { windowSegments } from './window-segments'

const second = 16_000
const nothing = { tokens: [], timestamps: [], probabilities: [], language: null }
const oneWindow = { start: 10 * second, end: 20 * second }

describe('a text without times', () => {
  const window = {
    ...oneWindow,
    speech: [
      { start: 10.2 * second, end: 12 * second },
      { start: 14 * second, end: 19 * second },
    ],
  }

  it('is cut into sentences that begin and end where speech does', () => {
    const segments = windowSegments(window, { ...nothing, text: 'We begin now. The rest takes a good while longer than that.' })
    expect(segments).toEqual([
      { startMs: 10_200, endMs: 12_000, text: 'We begin now.' },
      { startMs: 14_000, endMs: 19_000, text: 'The rest takes a good while longer than that.' },
    ])
  })

  it.each(['', ' ', '.', '[Music]', '(applause) ♪♪', '*coughs*', '...'])('that says nothing (%j) is dropped', (text) => {
    expect(windowSegments(window, { ...nothing, text })).toEqual([])
  })

  it('loses its loops', () => {
    const [segment] = windowSegments(window, { ...nothing, text: 'Yes. I see I see I see I see I see it.' })
    expect(segment!.text).toBe('Yes.')
    expect(windowSegments(window, { ...nothing, text: 'la '.repeat(80) })[0]!.text).toBe('la')
  })
})

describe('tokens with times', () => {
  it('become words with times and confidence, punctuation at the word before it', () => {
    const raw = {
      text: 'hello there, you',
      tokens: ['▁hel', 'lo', '▁there', ',', '▁you'],
      timestamps: [0.5, 0.7, 1, 1.3, 4],
      probabilities: [1, 0.5, 0.9, 0.7, 0.4],
      language: 'en',
    }
    const segments = windowSegments({ ...oneWindow, speech: [] }, raw)
    expect(segments.map(({ text }) => text)).toEqual(['hello there,', 'you'])
    expect(segments[0]!.words).toEqual([
      { text: 'hello', startMs: 10_500, endMs: 10_940, confidence: 0.75 },
      { text: 'there,', startMs: 11_000, endMs: 11_540, confidence: 0.8 },
    ])
    expect(segments[0]!.confidence).toBe(0.775)
  })

  it('become one word for each character of Chinese', () => {
    const raw = { ...nothing, text: '你好。ok', tokens: ['你', '好', '。', 'ok'], timestamps: [0, 0.3, 0.5, 0.9] }
    const segments = windowSegments({ ...oneWindow, speech: [] }, raw)
    expect(segments.map(({ text }) => text)).toEqual(['你好。', 'ok'])
    expect(segments[0]!.words!.map(({ text }) => text)).toEqual(['你', '好。'])
  })
})

it('spreads words over the speech, the pause where the comma is', () => {
  const speech = [
    { startMs: 0, endMs: 1000 },
    { startMs: 3000, endMs: 5000 },
  ]
  const words = estimateWordTimes(['one', 'two,', 'three', 'four', 'five', 'six'], speech)
  expect(words[1]!.endMs).toBe(1000)
  expect(words[2]!.startMs).toBe(3000)
  words.slice(1).forEach(({ startMs }, index) => expect(startMs).toBeGreaterThanOrEqual(words[index]!.endMs))
})

it('knows a full stop from an abbreviation, and cuts what is too long to read after a comma', () => {
  const words = 'Mr. Smith paid 3.5 dollars. Then he left'.split(' ')
  const timed = words.map((text, index) => ({ text, startMs: index * 300, endMs: index * 300 + 250 }))
  expect(groupWords(timed).map((group) => group.length)).toEqual([5, 3])
  const long = 'this is one half of something long to say aloud, and this is the other half of it which ends now'
  const parts = groupWords(long.split(' ').map((text, i) => ({ text, startMs: i * 400, endMs: i * 400 + 350 })))
  expect(parts.map((group) => group.at(-1)!.text)).toEqual(['aloud,', 'now'])
})
