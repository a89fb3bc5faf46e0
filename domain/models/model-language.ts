import type { CatalogueEntry } from './catalogue-entry'

/** Base tag of a BCP 47 tag: `zh` of `zh-TW`. */
export function baseTag(language: string): string {
  return language.split('-')[0]!.toLowerCase()
}

/** Whether the model is made for the language; regions and scripts are not told apart. */
export function speaksLanguage(entry: CatalogueEntry, language: string): boolean {
  return entry.languages === '*' || entry.languages.some((tag) => baseTag(tag) === baseTag(language))
}

/** Whether the model itself hears which language is spoken; others take it for the one that they are given, or know. */
export function tellsLanguages({ engine, languages }: CatalogueEntry): boolean {
  return (engine.type === 'whisper' && languages === '*') || engine.type === 'senseVoice'
}
