import { describe, expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { actionScore } from './action-cues'
import { clipText } from './clip'
import { extractSummary } from './extract-summary'
import { lexRank } from './lex-rank'
import { toSentences } from './sentences'
import type { SpokenLine } from './summary'
import { termsOf } from './terms'

/** Lines of some seconds each. */
const talk = (texts: readonly string[], lineMs = 10_000): SpokenLine[] =>
  texts.map((text, index) => ({ startMs: index * lineMs, endMs: index * lineMs + lineMs - 100, text }))

const garden = [
  'The garden needs water in summer.', 'Roses want sun and the soil must drain.', 'We planted roses beside the old garden wall.',
  'In spring the soil is dug and the roses are cut.', 'The garden wall keeps the wind from the roses.',
  'Bees come to the garden when roses bloom.', 'Good soil makes strong roses.', 'Water the garden in the evening.',
]
const money = [
  'The budget for marketing is nearly spent.', 'Sales grew, but the marketing budget grew faster.',
  'Marketing asks for a larger budget.', 'Invoices for marketing arrive at the end of a quarter.',
  'The quarter closed with sales above the budget.', 'Sales of the second quarter pay the invoices.',
  'Finance will check the marketing invoices.', 'A smaller budget means fewer sales.',
]

describe('sentences', () => {
  it('are joined over segments that break off, and cut within segments that hold several', () => {
    const lines = [
      { startMs: 0, endMs: 1000, text: 'This goes' }, { startMs: 1100, endMs: 2000, text: 'on here. And' },
      { startMs: 2100, endMs: 3000, text: 'ends.' },
    ]
    expect(toSentences(lines)).toEqual([
      { startMs: 0, endMs: 1755, text: 'This goes on here.' }, { startMs: 1755, endMs: 3000, text: 'And ends.' },
    ])
  })

  it('go on after a pause where a line of those with punctuation has none', () => {
    const lines = [
      { startMs: 0, endMs: 2000, text: 'And so my fellow-americans.' }, { startMs: 3000, endMs: 4200, text: 'Ask not what' },
      { startMs: 5300, endMs: 10_000, text: 'your country can do for you, ask what you can do for your country.' },
    ]
    expect(toSentences(lines).map(({ text }) => text)).toEqual([
      'And so my fellow-americans.', 'Ask not what your country can do for you, ask what you can do for your country.',
    ])
  })

  it('end at pauses and at another speaker where there is no punctuation', () => {
    const lines = [
      { startMs: 0, endMs: 1000, text: 'one', speaker: 'A' }, { startMs: 1000, endMs: 2000, text: 'two', speaker: 'B' },
      { startMs: 4000, endMs: 5000, text: 'three', speaker: 'B' },
    ]
    expect(toSentences(lines).map(({ text }) => text)).toEqual(['one', 'two', 'three'])
  })
})

describe('LexRank', () => {
  it('ranks what most sentences have to do with', () => {
    const scores = lexRank(['roses and soil', 'roses and water', 'soil and water', 'a quarter ended'].map(termsOf))
    expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1)
    expect(Math.min(...scores)).toBe(scores[3])
  })

  it('has nothing to say of nothing', () => expect(lexRank([])).toEqual([]))
})

describe('an extract', () => {
  it('finds chapters where the subject changes, and points of each with their times', async () => {
    const summary = await extractSummary(talk([...garden, ...garden, ...money, ...money]))
    expect(summary.chapters.length).toBe(2)
    expect(summary.chapters[0]).toMatchObject({ startMs: 0, title: expect.stringMatching(/roses|garden/i) })
    expect(summary.chapters[1]).toMatchObject({ title: expect.stringMatching(/marketing|sales|budget/i) })
    // Vocabulary is compared by stretches of some sentences.
    expect(Math.abs(summary.chapters[1]!.startMs - 160_000)).toBeLessThanOrEqual(20_000)
    expect(summary.keyPoints.some(({ startMs }) => startMs < 160_000)).toBe(true)
    expect(summary.keyPoints.some(({ startMs }) => startMs >= 160_000)).toBe(true)
    expect(new Set(summary.keyPoints.map(({ text }) => text)).size).toBe(summary.keyPoints.length)
    for (const { text } of summary.keyPoints) expect(summary.short).not.toContain(text)
  })

  it('quotes what was said and keeps to its lengths, also for hours of speech', async () => {
    const hours = talk(Array.from({ length: 2000 }, (_, index) => `${(index % 200 < 100 ? garden : money)[index % 8]!} Number ${index}.`))
    const { short, keyPoints, actionItems, chapters } = await extractSummary(hours)
    expect(short.length).toBeLessThanOrEqual(limits.summaryShortCharsMax)
    expect(keyPoints.length).toBe(limits.summaryKeyPointsMax)
    expect(actionItems.length).toBeLessThanOrEqual(limits.summaryActionItemsMax)
    expect(chapters.length).toBeGreaterThan(5)
    expect(chapters.length).toBeLessThanOrEqual(limits.chaptersMax)
    const said = hours.map(({ text }) => text).join(' ')
    for (const { text } of keyPoints) expect(said).toContain(text)
  })

  it('lets others run meanwhile', async () => {
    let turns = 0
    const ticking = setInterval(() => { turns += 1 })
    await extractSummary(talk(Array.from({ length: 2000 }, (_, index) => `${garden[index % 8]!} Number ${index}.`)))
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(5)
  })

  it('is short for what is short, and empty for silence', async () => {
    expect(await extractSummary(talk(['Hello.']))).toEqual({ short: 'Hello.', keyPoints: [], actionItems: [], chapters: [] })
    expect(await extractSummary([])).toEqual({ short: '', keyPoints: [], actionItems: [], chapters: [] })
  })

  it.each([
    ['vi', ['Dự án mới bắt đầu vào tháng ba.', 'Dự án mới cần ngân sách lớn.', 'Ngân sách của dự án chưa được duyệt.', 'Trời hôm nay đẹp.'], /dự án/i],
    ['zh', ['新專案三月開始。', '新專案需要更大的預算。', '專案的預算還沒有核准。', '今天天氣很好。'], /專案/],
  ])('reads %s', async (_language, texts, about) => {
    expect((await extractSummary(talk(texts))).short).toMatch(about)
  })
})

describe('something to be done', () => {
  it.each([
    'Please send me the slides.', 'We need to book a room.', 'I’ll call them tomorrow.', 'Anna has to sign it.',
    'The report should be ready by Friday.', 'Đừng quên gửi báo cáo.', 'Chúng ta cần phải gọi khách hàng.', 'Em sẽ gửi vào tuần sau.',
    '請大家下週前交報告。', '我們需要重新測試。', '別忘了訂會議室。',
  ])('is announced by “%s”', (sentence) => expect(actionScore(sentence)).toBeGreaterThan(0))

  it.each([
    'It will rain.', 'She should have known.', 'The garden is old.', 'Trời hôm nay đẹp.', 'Hôm qua chúng tôi đã gặp nhau.', '今天天氣很好。',
  ])('is not announced by “%s”', (sentence) => expect(actionScore(sentence)).toBe(0))
})

it('clips after a sentence where one fits, else after a word', () => {
  expect(clipText('One two. Three four five.', 12)).toBe('One two.')
  expect(clipText('One two three four', 12)).toBe('One two…')
  expect(clipText('  One\n two ', 12)).toBe('One two')
  expect(clipText('一二三。四五六七', 6)).toBe('一二三。')
})
