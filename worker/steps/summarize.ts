import { AppError, isAppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { extractSummary } from '#domain/summaries/extract-summary'
import { keepSummary, readForSummary, saveSummary, SUMMARIZE_STEP } from '#domain/summaries/summaries.server'
import { findSummaryLanguage, getSummarySettings } from '#domain/summaries/summary-settings.server'
import { writeSummary } from '#domain/summaries/write-summary.server'
import { findSpokenLanguage } from '#domain/translation/spoken-language.server'
import type { Step, StepResult, StepRun } from '../pipeline/step'

const HALF_AN_HOUR_MS = 30 * 60_000
/** BCP 47 for a language that nobody knows. */
const UNDETERMINED = 'und'

/**
 * Summarises a transcript: by the language model, else in its own words. A few corrections are no reason to pay a model for
 * reading hours again; running the step by hand is.
 */
export const summarize: Step = {
  id: SUMMARIZE_STEP,
  inputs: ['transcript'],
  outputs: ['summary'],
  followsEdits: true,
  attemptsMax: limits.jobAttemptsMax,
  timeLimitMs: HALF_AN_HOUR_MS,
  keys: () => [''],
  async run({ recordingId, userId, transcriptVersion, context, signal, logger, commit, progress }): Promise<StepResult> {
    const { db, services: { llm } } = context
    const { lines, lastSegmentId, present } = await readForSummary(db, recordingId, limits.summaryStalePercentMax)
    const isEdited = present !== null && present.transcriptVersion !== transcriptVersion
    if (llm && isEdited && present.method === 'llm' && present.isFresh) {
      await commit((tx) => keepSummary(tx, recordingId, transcriptVersion))
      return { facts: { kept: 1 } }
    }
    const spoken = (await findSpokenLanguage(db, recordingId)) ?? UNDETERMINED
    const facts = { transcriptVersion, lastSegmentId }
    if (llm && lines.length > 0) {
      const settings = await getSummarySettings(db, userId)
      const language = await findSummaryLanguage(db, userId, settings)
      const order = { userId, language, instructions: settings.instructions, signal, onProgress: progress }
      const summary = await writeSummary(llm, lines, order).catch((error: unknown) => doWithout(error, { signal, logger }))
      if (summary) {
        await commit((tx) => saveSummary(tx, recordingId, summary, {
          ...facts, method: 'llm', model: llm.model, language: language ?? spoken,
        }))
        return { facts: { points: summary.keyPoints.length } }
      }
      // What a model wrote of this very transcript is better than an extract.
      if (present?.method === 'llm' && present.isFresh) return { degraded: 'llm_unavailable', facts: { kept: 1 } }
    }
    const summary = await extractSummary(lines)
    await commit((tx) => saveSummary(tx, recordingId, summary, { ...facts, method: 'extractive', model: null, language: spoken }))
    return {
      ...(lines.length > 0 && { degraded: llm ? 'llm_unavailable' : 'llm_not_configured' }),
      facts: { points: summary.keyPoints.length },
    }
  },
}

/** Null where the model is the trouble: there is another way. What else goes wrong stays an error. */
function doWithout(error: unknown, { signal, logger }: Pick<StepRun, 'signal' | 'logger'>): null {
  if (signal.aborted) throw new AppError('cancelled', 'This was cancelled.', { cause: error })
  if (!isAppError(error) || !error.code.startsWith('provider_')) throw error
  logger.warn({ err: error }, 'the language model cannot summarise; an extract is made instead')
  return null
}
