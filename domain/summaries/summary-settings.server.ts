import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { userSettings } from '#db/schema/user-settings'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'

/** Languages that summaries are offered in; a language model writes many more, but nobody here has read them. */
export const summaryLanguages = ['en', 'vi', 'zh-TW'] as const

/** What a user wishes of summaries. */
export interface SummarySettings {
  /** BCP 47; null: as the user's pages, `spoken`: as the recording. */
  language: (typeof summaryLanguages)[number] | 'spoken' | null
  instructions: string
}

const DEFAULTS: SummarySettings = { language: null, instructions: '' }

/** A user's wishes, or the defaults. */
export async function getSummarySettings(db: Db, userId: string): Promise<SummarySettings> {
  const [row] = await db
    .select({ language: userSettings.summaryLanguage, instructions: userSettings.summaryInstructions })
    .from(userSettings).where(eq(userSettings.userId, userId))
  return row ? { ...row, language: row.language as SummarySettings['language'] } : DEFAULTS
}

const wishes = z.object({
  language: z.union([z.enum([...summaryLanguages, 'spoken']), z.literal('').transform(() => null)], 'This language is not offered.'),
  instructions: z.string().transform((text) => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, '').trim())
    .pipe(z.string().max(
      limits.summaryInstructionsCharsMax, `The wishes may have at most ${limits.summaryInstructionsCharsMax} characters.`)),
})

/** Stores what a form says. Throws AppError `bad_request` with `params.field`. */
export async function updateSummarySettings(db: Db, userId: string, input: { language: string; instructions: string }): Promise<void> {
  const { language, instructions } = parseInput(wishes, input)
  const values = { summaryLanguage: language, summaryInstructions: instructions }
  await db.insert(userSettings).values({ userId, ...values })
    .onConflictDoUpdate({ target: userSettings.userId, set: values })
}

/** The language that a user's summaries are to be in; null: that of the recording. */
export async function findSummaryLanguage(db: Db, userId: string, settings: SummarySettings): Promise<string | null> {
  if (settings.language !== null) return settings.language === 'spoken' ? null : settings.language
  const [profile] = await db.select({ locale: userProfiles.locale }).from(userProfiles).where(eq(userProfiles.userId, userId))
  return profile?.locale ?? null
}
