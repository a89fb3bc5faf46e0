import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { translationSettings } from '#db/schema/translation-settings'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { parseTargetLanguage, type TargetLanguage } from './target-languages'

/** Into which languages the user's recordings are translated without being asked. */
export async function getDefaultTranslations(db: Db, userId: string): Promise<TargetLanguage[]> {
  const [row] = await db.select().from(translationSettings).where(eq(translationSettings.userId, userId))
  return (row?.languages ?? []).flatMap((language) => parseTargetLanguage(language) ?? [])
}

/** Throws AppError `bad_request` for languages that are not offered, or too many of them. */
export async function setDefaultTranslations(db: Db, userId: string, wished: readonly unknown[]): Promise<void> {
  const languages = [...new Set(wished.map(requireTargetLanguage))]
  if (languages.length > limits.translationLanguagesMax) throw tooManyLanguages()
  await db.insert(translationSettings).values({ userId, languages })
    .onConflictDoUpdate({ target: translationSettings.userId, set: { languages } })
}

/** Throws AppError `bad_request` with `params.field` for whatever is not offered. */
export function requireTargetLanguage(value: unknown): TargetLanguage {
  const language = parseTargetLanguage(value)
  if (language) return language
  throw new AppError('bad_request', 'Choose one of the languages in the list.', { params: { field: 'language' } })
}

export const tooManyLanguages = () =>
  new AppError('bad_request', `At most ${limits.translationLanguagesMax} languages at once.`, { params: { field: 'languages' } })
