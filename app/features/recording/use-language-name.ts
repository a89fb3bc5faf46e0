import { useLocale } from 'use-intl'

/** By locale. Making one takes longer than drawing the row that asks for it. */
const namers = new Map<string, Intl.DisplayNames>()

function namerFor(locale: string): Intl.DisplayNames {
  const known = namers.get(locale) ?? new Intl.DisplayNames([locale], { type: 'language' })
  namers.set(locale, known)
  return known
}

/** Names languages in the reader's own: `vi` is "Vietnamese", "tiếng Việt" or "越南文". Unknown tags stay as they are. */
export function useLanguageName(): (tag: string) => string {
  const locale = useLocale()
  return (tag) => {
    try {
      return namerFor(locale).of(tag) ?? tag
    } catch {
      // Not a tag at all.
      return tag
    }
  }
}
