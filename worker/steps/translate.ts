import { limits } from '#domain/limits/limits'
import { isSameLanguage } from '#domain/translation/target-languages'
import { translateLines } from '#domain/translation/translate-lines'
import { findSpokenLanguage } from '#domain/translation/spoken-language.server'
import { getDefaultTranslations } from '#domain/translation/translation-settings.server'
import {
  findSpokenInto, listDeclinedLanguages, listWantedLanguages,
} from '#domain/translation/translation-languages.server'
import { listUntranslated, saveTranslations, TRANSLATE_STEP } from '#domain/translation/translations.server'
import type { Step } from '../pipeline/step'

const HALF_AN_HOUR_MS = 30 * 60_000

/**
 * Translates a transcript, a run for each language: those that its owner wants of every recording and has not declined of this one,
 * those that the speaker had it translated into live, and those asked for on its page. What is translated already and has not changed
 * is left as it is.
 */
export const translate: Step = {
  id: TRANSLATE_STEP,
  inputs: ['transcript'],
  outputs: ['translation'],
  followsEdits: true,
  attemptsMax: limits.jobAttemptsMax,
  timeLimitMs: HALF_AN_HOUR_MS,
  async keys({ id, userId, language }, { db }) {
    const [always, live, declined, begun] = await Promise.all([
      getDefaultTranslations(db, userId), findSpokenInto(db, id), listDeclinedLanguages(db, id),
      listWantedLanguages(db, userId, id),
    ])
    const spoken = language === 'auto' ? null : language
    const wanted = [...always, ...(live ? [live] : [])]
      .filter((target) => !isSameLanguage(spoken, target) && !declined.includes(target))
    return [...new Set([...wanted, ...begun])]
  },
  async run({ recordingId, userId, key: to, context, signal, commit, progress }) {
    const { db, services: { translator } } = context
    const lines = await listUntranslated(db, recordingId, to)
    const from = await findSpokenLanguage(db, recordingId)
    const facts = { lines: lines.length }
    // What the transcript no longer has goes in any case.
    if (lines.length === 0) await commit((tx) => saveTranslations(tx, recordingId, to, []))
    else if (!translator.isConfigured) return { degraded: 'translator_not_configured', facts }
    let missing = 0
    for await (const batch of translateLines(translator, lines, { from, to, userId, signal })) {
      // Each batch is kept at once: what comes after may fail, and is then all that is left to do.
      await commit((tx) => saveTranslations(tx, recordingId, to, batch.found))
      missing += batch.missing
      await progress(batch.done / lines.length)
    }
    return { ...(missing > 0 && { degraded: 'lines_missing' }), facts: { ...facts, missing } }
  },
}
