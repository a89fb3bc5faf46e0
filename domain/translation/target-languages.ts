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

/** Whether a text in the language can be read as it is by those who want the target: `vi-VN` for `vi`, `zh-TW` for `zh-Hant`. */
export function isReadAs(language: string, target: string): boolean {
  const [one, other] = [language, target].map(likelyScript)
  return one !== null && one === other
}

/** Language and script, such as `zh-Hant`; null where nobody knows the language, or it is none. */
function likelyScript(tag: string): string | null {
  // What nobody knows would count as English.
  if (tag.split('-')[0] === 'und') return null
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return script ? `${language}-${script}` : null
  } catch {
    return null
  }
}
