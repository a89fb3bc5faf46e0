import { expect, it } from 'vitest'
import type { TranslationMessage } from '../protocol'
import { heedTranslation } from './live-translations'

const message = (change: Partial<TranslationMessage>): TranslationMessage => ({
  type: 'translation', segmentId: 0, startMs: 0, endMs: 1, text: 'Chào', language: 'vi', status: 'interim', ...change,
})

it('keeps passages by language, and lets no interim replace a final (SPEC 8.4)', () => {
  const first = heedTranslation({}, message({}))
  const second = heedTranslation(first, message({ text: 'Chào buổi sáng', status: 'final' }))
  const late = heedTranslation(second, message({ text: 'Chào buổi' }))
  const both = heedTranslation(late, message({ language: 'fr', text: 'Bonjour' }))
  expect(first).toEqual({ vi: { 0: { text: 'Chào', isFinal: false } } })
  expect(both).toEqual({ vi: { 0: { text: 'Chào buổi sáng', isFinal: true } }, fr: { 0: { text: 'Bonjour', isFinal: false } } })
})
