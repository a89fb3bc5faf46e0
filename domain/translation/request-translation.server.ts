import type { Db } from '#db/client.server'
import { limits } from '../limits/limits'
import { requestStep } from '../pipeline/request-step.server'
import { requireRecording } from '../recordings/get-recording.server'
import { requireTargetLanguage, tooManyLanguages } from './translation-settings.server'
import { listWantedLanguages, undeclineTranslation } from './translation-languages.server'
import { TRANSLATE_STEP } from './translations.server'

/**
 * Has a recording translated, or what changed in it translated again. Throws AppError `not_found`, or `bad_request` for a language that is
 * not offered, or one too many.
 */
export async function requestTranslation(db: Db, userId: string, recordingId: string, wished: unknown): Promise<void> {
  const language = requireTargetLanguage(wished)
  await requireRecording(db, userId, recordingId)
  // What viewers have read a live session in takes nobody's place.
  const known = await listWantedLanguages(db, userId, recordingId)
  if (!known.includes(language) && known.length >= limits.translationLanguagesMax) throw tooManyLanguages()
  await requestStep(db, { userId, recordingId, step: TRANSLATE_STEP, key: language })
  await undeclineTranslation(db, recordingId, language)
}
