/**
 * BCP 47 tags of the languages that are offered as targets: those with the most speakers that language models write well. Chinese is
 * offered by script, since that is what readers see.
 */
export const targetLanguages = [
  'ar', 'bn', 'cs', 'da', 'de', 'el', 'en', 'es', 'fa', 'fi', 'fil', 'fr', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko',
  'ms', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sv', 'ta', 'th', 'tr', 'uk', 'ur', 'vi', 'zh-Hans', 'zh-Hant',
] as const

export type TargetLanguage = (typeof targetLanguages)[number]

/** Null for whatever is not offered. */
export function parseTargetLanguage(value: unknown): TargetLanguage | null {
  return targetLanguages.find((language) => language === value) ?? null
}

/** Whether a translation would say the same again: `en-GB` to `en`, but not `zh` to `zh-Hant`, nor from a language unknown. */
export function isSameLanguage(from: string | null, to: string): boolean {
  return from !== null && (from === to || (!to.includes('-') && from.split('-')[0] === to))
}

/** What a language is called in English, as prompts say it. */
export function englishNameOf(language: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language
}
