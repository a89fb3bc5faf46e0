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

/** Languages with their names in the reader's own language, in its order. */
export function useNamedLanguages(): (languages: readonly string[]) => { language: string; name: string }[] {
  const nameOf = useLanguageName()
  // The order of where this runs is another one on the server than in the browser, and then the page does not fit what was sent.
  const { compare } = new Intl.Collator(useLocale())
  return (languages) =>
    languages.map((language) => ({ language, name: nameOf(language) })).sort((a, b) => compare(a.name, b.name))
}
