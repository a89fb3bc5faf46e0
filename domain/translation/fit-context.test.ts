import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { translateLoudly } from '#tests/stand-ins/loud-translation'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { limits } from '../limits/limits'
import { makeLlm } from '../providers/make-llm.server'
import { makeProvider } from '../providers/provider.server'
import { joinWords } from '../transcripts/join-words'
import { cutText } from './cut-text'
import { makeTranslator } from './make-translator.server'

const DEFAULT_CONTEXT_TOKENS = 8192
const SMALLEST_CONTEXT_TOKENS = 1000

let provider: OpenAiStandIn
beforeAll(async () => void (provider = await startOpenAiServer()))
afterAll(() => provider.close())
beforeEach(() => {
  provider.answerWith(translateLoudly)
  provider.requests.length = 0
})

const speech = {
  en: 'So what we would like to do today is to go through the numbers of the last quarter, and then talk about the plan. ',
  vi: 'Vậy hôm nay chúng ta sẽ xem lại các con số của quý vừa rồi, sau đó nói về kế hoạch của năm tới nhé mọi người. ',
  zh: '那麼今天我們先看一下上一季的數字，然後再來談談明年的計畫，各位如果有問題可以隨時提出來。',
}
type Language = keyof typeof speech
const languages = Object.keys(speech) as Language[]
const speak = (language: Language, chars: number) => speech[language].repeat(Math.ceil(chars / 40)).slice(0, chars).trim()

/** Translates with a model that takes so many tokens at once, and refuses to be asked for more. */
function translate(lines: string[], contextTokens: number, { from = 'en', before = [] as string[] } = {}) {
  const llm = makeLlm({ provider: makeProvider({ baseUrl: provider.url, apiKey: null }), model: 'stand-in', contextTokens })
  return makeTranslator(llm).translate({ lines, from, to: 'de', userId: 'ann', purpose: 'recorded', before })
}

const loudly = (lines: string[]) => lines.map((line) => line.toUpperCase())

describe('a batch', () => {
  it.each(languages.flatMap((language) => [70, 100, 150].map((chars) => ({ language, chars }))))(
    'of 40 lines of $chars characters of $language fits the default context in few requests', async ({ language, chars }) => {
      const lines = Array.from({ length: limits.translationLinesMax }, (_, at) => `${at} ${speak(language, chars)}`)
      const before = Array.from({ length: 3 }, () => speak(language, 3000))
      expect(await translate(lines, DEFAULT_CONTEXT_TOKENS, { from: language, before })).toEqual(loudly(lines))
      expect(provider.requests.length).toBeLessThanOrEqual(4)
    })

  it('fits the smallest context that can be configured, however many requests that takes', async () => {
    const lines = Array.from({ length: limits.translationLinesMax }, (_, at) => `${at} ${speak('vi', 90)}`)
    expect(await translate(lines, SMALLEST_CONTEXT_TOKENS, { from: 'vi' })).toEqual(loudly(lines))
    expect(provider.requests.length).toBeGreaterThan(limits.translationCallsMax)
  })

  it('is one request where the model takes much', async () => {
    const lines = Array.from({ length: limits.translationLinesMax }, () => speak('en', 100))
    await translate(lines, 128_000)
    expect(provider.requests).toHaveLength(1)
  })
})

describe('a line that is too long even alone', () => {
  it.each(languages)('comes whole, of pieces that end with sentences or words (%s)', async (language) => {
    for (const { chars, contextTokens } of [
      { chars: limits.segmentTextCharsMax, contextTokens: DEFAULT_CONTEXT_TOKENS },
      { chars: 600, contextTokens: SMALLEST_CONTEXT_TOKENS },
    ]) {
      const long = speak(language, chars)
      const lines = ['Hello.', long, 'Bye.', long.replace(/[.,，。]/g, '')]
      expect(await translate(lines, contextTokens, { from: language })).toEqual(loudly(lines))
    }
  })

  it('is missing where a piece of it does not come, and others are not', async () => {
    provider.answerWith((messages) => {
      const { lines } = JSON.parse(translateLoudly(messages)) as { lines: { text: string }[] }
      return JSON.stringify({ lines: lines.filter(({ text }) => !text.includes('SECRET')) })
    })
    const long = `${speak('en', 3000)} secret. ${speak('en', 1900)}`
    expect(await translate(['Hello.', long], DEFAULT_CONTEXT_TOKENS)).toEqual(['HELLO.', null])
  })
})

describe('a text', () => {
  const cut = (text: string, max: number) => cutText(text, (part) => part.length <= max)

  it('is cut where sentences end, else between words, else anywhere', () => {
    expect(cut('Short.', 10)).toEqual(['Short.'])
    expect(cut('One two. Three four. Five.', 20)).toEqual(['One two. Three four.', 'Five.'])
    expect(cut('One two three four', 9)).toEqual(['One two', 'three', 'four'])
    expect(cut('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(cut('👩‍👩‍👧', 1)).toEqual(['👩‍👩‍👧'])
  })

  it('is whole again when its parts are joined', () => {
    for (const language of languages) {
      const text = speak(language, 1000)
      expect(joinWords(cut(text, 60))).toBe(text)
    }
  })
})
