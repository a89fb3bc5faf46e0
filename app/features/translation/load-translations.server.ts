import type { Db } from '#db/client.server'
import { isSameLanguage, parseTargetLanguage, targetLanguages } from '#domain/translation/target-languages'
import { listTranslationLanguages } from '#domain/translation/translation-languages.server'
import { getTranslation } from '#domain/translation/translations.server'

interface Wanted {
  userId: string
  recordingId: string
  /** What is spoken; null where nobody knows. */
  spoken: string | null
  /** The language that the address asks for. */
  shown: string | null
  isConfigured: boolean
}

/** A recording's translations: which there are, which there could be, and the lines of the one that is shown. */
export async function loadTranslations(db: Db, { userId, recordingId, spoken, shown, isConfigured }: Wanted) {
  const languages = await listTranslationLanguages(db, userId, recordingId)
  const language = parseTargetLanguage(shown)
  const current = language && languages.includes(language) ? language : null
  const lines = current ? await getTranslation(db, userId, recordingId, current) : null
  return {
    isConfigured,
    languages,
    others: targetLanguages.filter((target) => !languages.includes(target) && !isSameLanguage(spoken, target)),
    current: current && lines && { language: current, lines: Object.fromEntries(lines) },
  }
}

export type RecordingTranslations = Awaited<ReturnType<typeof loadTranslations>>
export type ShownTranslation = NonNullable<RecordingTranslations['current']>
