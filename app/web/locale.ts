import type { Locale as StoredLocale } from '#domain/accounts/account-fields'

/** Interface languages; the first is the source of the catalogues and the one to fall back to. */
export const locales = ['en', 'vi', 'zh-TW'] as const satisfies readonly StoredLocale[]
export type Locale = (typeof locales)[number]
export const defaultLocale: Locale = 'en'

/** Each language in its own words, for the switcher. */
export const localeNames: Record<Locale, string> = { en: 'English', vi: 'Tiếng Việt', 'zh-TW': '繁體中文' }

/** Null for anything that is not one of the interface languages. */
export function parseLocale(value: unknown): Locale | null {
  return locales.find((locale) => locale === value) ?? null
}

/** The best interface language for an Accept-Language header, or null when it names none of them. */
export function negotiateLocale(header: string | null): Locale | null {
  const wishes = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';')
      const weight = params.map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter((wish) => wish.language && wish.weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { language } of wishes) {
    // Traditional characters are still closer to any reader of Chinese than English is.
    const found = locales.find((locale) => locale.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return null
}
