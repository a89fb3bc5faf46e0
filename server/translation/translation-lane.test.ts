import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '#domain/limits/limits'
import { TranslationLane, type LaneState, type TranslatedPassage } from './translation-lane'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const passage = (segmentId: number, text: string) => ({ segmentId, startMs: segmentId * 1000, endMs: segmentId * 1000 + 900, text })
const settle = () => vi.advanceTimersByTimeAsync(0)

/** A lane whose translations the test answers itself, in any order. */
function makeLane() {
  const asked: { text: string; before: readonly string[]; answer: (translated: string | null) => void; fail: () => void }[] = []
  const told: TranslatedPassage[] = []
  const states: LaneState[] = []
  const lane = new TranslationLane({
    translate: (text, before) => new Promise((answer, reject) =>
      asked.push({ text, before, answer, fail: () => reject(new Error('away')) })),
    onTranslation: (translation) => told.push(translation),
    onState: (state) => states.push(state),
  })
  const answerAll = async () => {
    for (const { text, answer } of asked) answer(text.toUpperCase())
    await settle()
  }
  return { lane, asked, told, states, answerAll, shown: () => told.map(({ status, text }) => `${status} ${text}`) }
}

describe('settled passages', () => {
  it('are translated once each and told in order, with their times (SPEC 8.2, 8.4)', async () => {
    const { lane, asked, told, shown } = makeLane()
    lane.settle(passage(0, 'one'))
    lane.settle(passage(1, 'two'))
    lane.settle(passage(1, 'two'))
    asked[1]!.answer('ZWEI')
    await settle()
    expect(told).toEqual([])
    asked[0]!.answer('EINS')
    await settle()
    expect(shown()).toEqual(['final EINS', 'final ZWEI'])
    expect(told[1]).toEqual({ ...passage(1, 'ZWEI'), source: 'two', status: 'final' })
    expect(asked.map(({ before }) => before)).toEqual([[], ['one']])
  })

  it('are asked for a few at a time, and the oldest left out where too many wait (SPEC 8.4)', async () => {
    const { lane, asked, answerAll, shown } = makeLane()
    const count = limits.liveTranslationsAtOnceMax + limits.liveTranslationsWaitingMax + 2
    for (let at = 0; at < count; at++) lane.settle(passage(at, `p${at}`))
    expect(asked).toHaveLength(limits.liveTranslationsAtOnceMax)
    while (asked.some(({ text }) => !shown().includes(`final ${text.toUpperCase()}`))) await answerAll()
    expect(shown()).toHaveLength(count - 2)
    expect(shown()).not.toContain(`final P${limits.liveTranslationsAtOnceMax}`)
    expect(shown().at(-1)).toBe(`final P${count - 1}`)
  })

  it('that say nothing are not asked about', async () => {
    const { lane, asked } = makeLane()
    lane.hear(passage(0, ' '), true)
    lane.settle(passage(0, ''))
    expect(asked).toEqual([])
    await lane.whenIdle()
  })
})

describe('what is being said', () => {
  it('is translated at once, then no more often than it may, and only where it has changed (SPEC 8.3)', async () => {
    const { lane, asked, answerAll, shown } = makeLane()
    lane.hear(passage(0, 'good'), false)
    await answerAll()
    for (const text of ['good mor', 'good morning', 'good morning to']) lane.hear(passage(0, text), false)
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(limits.liveInterimTranslationMs)
    await answerAll()
    expect(shown()).toEqual(['interim GOOD', 'interim GOOD MORNING TO'])
    lane.hear(passage(0, 'good morning to'), false)
    await vi.advanceTimersByTimeAsync(limits.liveInterimTranslationMs * 3)
    expect(asked).toHaveLength(2)
  })

  it('does not wait at a pause, but for passages that are settled (SPEC 8.3)', async () => {
    const { lane, asked, answerAll } = makeLane()
    lane.hear(passage(0, 'a'), false)
    await answerAll()
    lane.hear(passage(0, 'a b'), true)
    expect(asked.map(({ text }) => text)).toEqual(['a', 'a b'])
    await answerAll()
    for (let at = 0; at < limits.liveTranslationsAtOnceMax + 1; at++) lane.settle(passage(at, `f${at}`))
    lane.hear(passage(9, 'later'), true)
    expect(asked.map(({ text }) => text)).not.toContain('later')
    await answerAll()
    expect(asked.map(({ text }) => text)).toContain('later')
  })

  it('is told no more once the passage is settled (SPEC 8.4)', async () => {
    const { lane, asked, shown } = makeLane()
    lane.hear(passage(0, 'half'), false)
    lane.settle(passage(0, 'half of it'))
    asked[0]!.answer('HALF')
    await settle()
    asked[1]!.answer('HALF OF IT')
    await settle()
    lane.hear(passage(0, 'half'), true)
    expect(shown()).toEqual(['final HALF OF IT'])
    expect(asked).toHaveLength(2)
  })
})

describe('what translates', () => {
  it('is said to be busy, ready, and away once, and to be back (SPEC 8.5, 8.6)', async () => {
    const { lane, asked, states, shown } = makeLane()
    lane.settle(passage(0, 'one'))
    lane.settle(passage(1, 'two'))
    asked[0]!.fail()
    asked[1]!.fail()
    await settle()
    // Only what is settled asks while nothing answers.
    lane.hear(passage(2, 'thr'), true)
    expect(asked).toHaveLength(2)
    lane.settle(passage(2, 'three'))
    asked[2]!.answer('THREE')
    await settle()
    expect(states).toEqual(['busy', 'away', 'busy', 'ready'])
    expect(shown()).toEqual(['final THREE'])
    await lane.whenIdle()
  })

  it('is not heard any more after the end', async () => {
    const { lane, asked, told, states } = makeLane()
    lane.settle(passage(0, 'one'))
    const idle = lane.whenIdle()
    lane.close()
    await idle
    asked[0]!.answer('ONE')
    lane.settle(passage(1, 'two'))
    await settle()
    expect([told, asked.length, states]).toEqual([[], 1, ['busy']])
  })
})
