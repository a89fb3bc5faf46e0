import { expect, it } from 'vitest'
import { getCatalogueEntry } from './catalogue'
import { tellsLanguages } from './model-language'

it.each([
  ['whisper-base', true],
  ['sense-voice-small', true],
  ['moonshine-tiny-en', false],
  ['zipformer-vi', false],
  ['streaming-zipformer-multi', false],
])('knows whether %s hears which language is spoken', (id, tells) => {
  expect(tellsLanguages(getCatalogueEntry(id)!)).toBe(tells)
})
