/** What narrows a search down, besides words. Absent or null leaves it open. */
export interface SearchFilter {
  recordingId?: string | null
  /** BCP 47; `en` also means `en-GB`. */
  language?: string | null
  source?: 'realtime' | 'upload' | null
  /** When the recording was made: from, inclusive, and until, exclusive. */
  from?: Date | null
  until?: Date | null
}

/** The language without its region, as search knows it: `zh-TW` is `zh`. Empty where it is not known. */
export function baseLanguage(language: string | null): string {
  const base = (language ?? '').toLowerCase().split(/[-_]/)[0] ?? ''
  return base === 'auto' ? '' : base
}
