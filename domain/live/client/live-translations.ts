import type { TranslationMessage } from '../protocol'

/** A passage in another language. */
export interface LiveTranslation {
  text: string
  /** It stays as it is. */
  isFinal: boolean
}

/** Translations by language, and in each by the passage's id. */
export type LiveTranslations = Readonly<Record<string, TranslatedPassages>>
export type TranslatedPassages = Readonly<Record<number, LiveTranslation>>

/** The translations with what a message says. What is final never changes again. */
export function heedTranslation(
  translations: LiveTranslations, { language, segmentId, text, status }: TranslationMessage,
): LiveTranslations {
  const passages = translations[language] ?? {}
  if (passages[segmentId]?.isFinal && status === 'interim') return translations
  return { ...translations, [language]: { ...passages, [segmentId]: { text, isFinal: status === 'final' } } }
}
