/** What English calls a language, for prompts: `zh-TW` is `Chinese (Taiwan)`. The tag itself where it has no name. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
