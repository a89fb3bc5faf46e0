import { useLocale } from 'use-intl'

/** Names languages in the reader's own: `vi` is "Vietnamese", "tiếng Việt" or "越南文". Unknown tags stay as they are. */
export function useLanguageName(): (tag: string) => string {
  const locale = useLocale()
  return (tag) => {
    try {
      return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag
    } catch {
      // Not a tag at all.
      return tag
    }
  }
}
