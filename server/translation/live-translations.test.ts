import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FinalMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import type { NewLiveTranslation } from '#domain/translation/translations.server'
import { LiveTranslations } from './live-translations'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const viewerLanguages = ['de', 'fr', 'it', 'ja', 'ko'].slice(0, limits.liveViewerLanguagesMax)

/** A session's translations, into which languages each passage is asked for, and what is kept. */
function makeTranslations() {
  const asked: string[] = []
  const saved: [string, NewLiveTranslation][] = []
  const translations = new LiveTranslations({
    translator: {
      isConfigured: true,
      translate: async ({ lines, to }) => {
        asked.push(to)
        return lines.map((line) => line.toUpperCase())
      },
    },
    userId: 'ann',
    spoken: () => 'en',
    tell: () => {},
    publish: () => {},
    save: async (language, translation) => void saved.push([language, translation]),
    onTrouble: (error) => { throw error },
  })
  let segmentId = 0
  /** Says a passage, and answers into which languages it was translated. */
  const say = async (text: string): Promise<string[]> => {
    asked.length = 0
    const message: FinalMessage = { type: 'final', segmentId: segmentId++, startMs: 0, endMs: 1, text, committed: true }
    translations.hear(message)
    await vi.advanceTimersByTimeAsync(0)
    return [...asked].sort()
  }
  return { translations, say, saved }
}

describe('a language that viewers read in', () => {
  it('is made as long as it is asked for again, and let go a while after (SPEC 8.10)', async () => {
    const { translations, say } = makeTranslations()
    expect(translations.wantByViewer('fr')).toBe(true)
    await vi.advanceTimersByTimeAsync(limits.liveViewerLanguageKeepMs - 1)
    expect(translations.wantByViewer('fr')).toBe(true)
    await vi.advanceTimersByTimeAsync(limits.liveViewerLanguageKeepMs - 1)
    expect(await say('one')).toEqual(['fr'])
    await vi.advanceTimersByTimeAsync(1)
    expect(await say('two')).toEqual([])
  })

  it('makes room for another one when it is let go (SPEC 8.9, 8.10)', async () => {
    const { translations, say } = makeTranslations()
    translations.wantBySpeaker('vi')
    expect(viewerLanguages.map((language) => translations.wantByViewer(language))).toEqual(viewerLanguages.map(() => true))
    expect(translations.wantByViewer('nl')).toBe(false)
    expect(translations.wantByViewer('vi')).toBe(true)
    await vi.advanceTimersByTimeAsync(limits.liveViewerLanguageKeepMs)
    expect(translations.wantByViewer('nl')).toBe(true)
    expect(await say('one')).toEqual(['nl', 'vi'])
  })

  it('goes on being made when the speaker has another one, as far as there is room (SPEC 8.9)', async () => {
    const { translations, say } = makeTranslations()
    translations.wantBySpeaker('vi')
    translations.wantByViewer('vi')
    translations.wantBySpeaker('nl')
    expect(await say('one')).toEqual(['nl', 'vi'])
    for (const language of viewerLanguages) translations.wantByViewer(language)
    translations.wantByViewer('nl')
    translations.wantBySpeaker(null)
    expect((await say('two')).length).toBe(limits.liveViewerLanguagesMax)
  })

  it('is told apart from the speaker’s where it is kept (SPEC 8.8)', async () => {
    const { translations, say, saved } = makeTranslations()
    translations.wantBySpeaker('vi')
    translations.wantByViewer('fr')
    await say('one')
    expect(saved.map(([language, { forViewers }]) => [language, forViewers]).sort()).toEqual([['fr', true], ['vi', false]])
  })
})

it('lets nothing run on after the end', async () => {
  const { translations, say } = makeTranslations()
  translations.wantByViewer('fr')
  translations.close()
  expect(vi.getTimerCount()).toBe(0)
  expect(await say('one')).toEqual([])
})
