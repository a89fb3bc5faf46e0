import { describe, expect, it } from 'vitest'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { makeBatches } from './batches'
import { withShortCache } from './cached-translator.server'
import { makeLlmTranslator, type TranslationModel } from './llm-translator.server'
import { readAnswer } from './read-answer'
import { isReadAs, isSameLanguage, parseTargetLanguage } from './target-languages'
import type { TranslationRequest, Translator } from './translator'

const request: TranslationRequest = { lines: ['one', 'two', 'three'], from: 'en', to: 'vi', userId: 'ann', purpose: 'recorded' }

interface AskedLine { n: number; text: string }
const linesOf = (user: string) => (JSON.parse(user) as { lines: AskedLine[] }).lines
const shout = (lines: AskedLine[]) => ({ lines: lines.map(({ n, text }) => ({ n, text: text.toUpperCase() })) })

/** A model that answers by the function, and what it was asked for. */
function makeModel(answer: (lines: AskedLine[], call: number) => unknown) {
  const asked: string[][] = []
  const model: TranslationModel = {
    isConfigured: true,
    contextTokens: 8192,
    ask: async (messages) => {
      const lines = linesOf(messages.at(-1)!.content)
      asked.push(lines.map(({ text }) => text))
      return answer(lines, asked.length)
    },
  }
  return { translator: makeLlmTranslator(model), asked }
}

describe('a translation by a language model', () => {
  it('comes with one request, line by line', async () => {
    const { translator, asked } = makeModel(shout)
    expect(await translator.translate(request)).toEqual(['ONE', 'TWO', 'THREE'])
    expect(asked).toHaveLength(1)
  })

  it('does not ask about what says nothing', async () => {
    const { translator, asked } = makeModel(shout)
    expect(await translator.translate({ ...request, lines: ['', 'one', ' '] })).toEqual(['', 'ONE', ''])
    expect(asked).toEqual([['one']])
    expect(await translator.translate({ ...request, lines: [] })).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('asks alone for lines that were joined, with the neighbour that may hold them', async () => {
    const { translator, asked } = makeModel((lines, call) =>
      call === 1 ? { lines: [{ n: 1, text: 'ONE TWO' }, { n: 3, text: 'THREE' }] } : shout(lines))
    expect(await translator.translate(request)).toEqual(['ONE', 'TWO', 'THREE'])
    expect(asked).toEqual([['one', 'two', 'three'], ['one'], ['two']])
  })

  it('asks in halves where the answer is none at all', async () => {
    const { translator, asked } = makeModel((lines) => (lines.length > 2 ? 'I cannot do that.' : shout(lines)))
    const lines = ['a', 'b', 'c', 'd']
    expect(await translator.translate({ ...request, lines })).toEqual(['A', 'B', 'C', 'D'])
    expect(asked).toEqual([lines, ['a', 'b'], ['c', 'd']])
  })

  it('gives a line up that never comes, keeps the others, and asks no more often than it may', async () => {
    const { translator, asked } = makeModel((lines) => shout(lines.filter(({ text }) => text !== 'two')))
    expect(await translator.translate(request)).toEqual(['ONE', null, 'THREE'])
    expect(asked.length).toBeLessThan(6)
    const deaf = makeModel(() => null)
    const lines = Array.from({ length: limits.translationLinesMax }, (_, at) => `line ${at}`)
    expect(await deaf.translator.translate({ ...request, lines })).toEqual(lines.map(() => null))
    expect(deaf.asked).toHaveLength(limits.translationCallsMax)
    const hurried = makeModel(() => null)
    await hurried.translator.translate({ ...request, purpose: 'live', lines: ['one'] })
    expect(hurried.asked.length).toBeLessThanOrEqual(limits.translationCallsLiveMax)
  })

  it('passes on why the model cannot be asked', async () => {
    const away = new AppError('unavailable', 'Away.')
    const translator = makeLlmTranslator({ isConfigured: true, contextTokens: 8192, ask: () => Promise.reject(away) })
    await expect(translator.translate(request)).rejects.toBe(away)
  })
})

describe('an answer', () => {
  const lines = ['one', 'two']
  it('counts only as far as it can be trusted', () => {
    const good = [{ n: 1, text: 'ONE' }, { n: 2, text: ' TWO ' }]
    expect([...readAnswer({ lines: good }, lines)]).toEqual([[0, 'ONE'], [1, 'TWO']])
    // A number too many says nothing about the others.
    expect(readAnswer({ lines: [...good, { n: 3, text: 'THREE' }] }, lines).size).toBe(2)
    expect([...readAnswer({ lines: [...good, { n: 1, text: 'EINS' }] }, lines)]).toEqual([[1, 'TWO']])
    expect([...readAnswer({ lines: [good[0], { n: 2, text: ' ' }] }, lines)]).toEqual([])
    expect([...readAnswer({ lines: [{ n: 1, text: 'x'.repeat(1000) }, good[1]] }, lines)]).toEqual([[1, 'TWO']])
    for (const nonsense of [null, undefined, 'text', [], { lines: 'x' }, { lines: [{ n: 'one', text: 1 }] }]) {
      expect(readAnswer(nonsense, lines).size).toBe(0)
    }
  })
})

describe('batches', () => {
  it('keep order and stay within both limits; a long line goes alone', () => {
    const long = 'x'.repeat(limits.translationCharsMax + 1)
    const texts = ['a', long, ...Array.from({ length: limits.translationLinesMax + 1 }, () => 'b')]
    const batches = makeBatches(texts.map((text) => ({ text })))
    expect(batches.flat().map(({ text }) => text)).toEqual(texts)
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, limits.translationLinesMax, 1])
    expect(makeBatches([])).toEqual([])
  })
})

describe('the short cache', () => {
  const one: TranslationRequest = { ...request, lines: ['one'] }
  function makeCounted(answer: () => Promise<(string | null)[]> = async () => ['ONE']) {
    let calls = 0
    const translator: Translator = { isConfigured: true, translate: () => (calls++, answer()) }
    return { translator, calls: () => calls }
  }

  it('answers the same text and pair once, also while it is being asked, and for a short while', async () => {
    let now = 0
    const { translator, calls } = makeCounted()
    const cached = withShortCache(translator, () => now)
    expect(await Promise.all([cached.translate(one), cached.translate(one)])).toEqual([['ONE'], ['ONE']])
    now += limits.translationCacheMs - 1
    await cached.translate(one)
    expect(calls()).toBe(1)
    now += 1
    await cached.translate(one)
    expect(calls()).toBe(2)
  })

  it('tells users, languages and texts apart', async () => {
    const { translator, calls } = makeCounted()
    const cached = withShortCache(translator)
    for (const other of [{}, { userId: 'bob' }, { to: 'fr' }, { from: 'de' }, { lines: ['two'] }]) {
      await cached.translate({ ...one, ...other })
    }
    expect(calls()).toBe(5)
  })

  it('forgets what failed, and stays small', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve([null]), Promise.resolve(['ONE'])]
    const { translator, calls } = makeCounted(() => answers[calls() - 1]!)
    const cached = withShortCache(translator)
    await expect(cached.translate(one)).rejects.toThrow('away')
    expect(await cached.translate(one)).toEqual([null])
    expect(await cached.translate(one)).toEqual(['ONE'])
    const many = makeCounted()
    const small = withShortCache(many.translator)
    for (let at = 0; at <= limits.translationCacheLinesMax; at++) await small.translate({ ...one, lines: [`${at}`] })
    await small.translate({ ...one, lines: ['0'] })
    expect(many.calls()).toBe(limits.translationCacheLinesMax + 2)
  })
})

it('offers languages by tag, and tells which need no translation', () => {
  expect(parseTargetLanguage('zh-Hant')).toBe('zh-Hant')
  expect(parseTargetLanguage('tlh')).toBeNull()
  expect(isSameLanguage('en-GB', 'en')).toBe(true)
  expect(isSameLanguage('zh', 'zh-Hant')).toBe(false)
  expect(isSameLanguage(null, 'en')).toBe(false)
})

it('tells which texts need no translation to be read', () => {
  for (const [language, target] of [['vi', 'vi'], ['vi-VN', 'vi'], ['zh-TW', 'zh-Hant'], ['zh', 'zh-Hans']]) {
    expect(isReadAs(language!, target!), `${language} for ${target}`).toBe(true)
  }
  for (const [language, target] of [['en', 'vi'], ['zh-TW', 'zh-Hans'], ['und', 'en'], ['no language', 'vi']]) {
    expect(isReadAs(language!, target!), `${language} for ${target}`).toBe(false)
  }
})
