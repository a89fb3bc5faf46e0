import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import type { Transcript } from '../transcripts/transcript'
import { isSameLanguage } from './target-languages'
import { translateLines } from './translate-lines'
import { saveTranslations } from './translations.server'
import type { Translator } from './translator'

export interface TranscriptToTranslate {
  userId: string
  recordingId: string
  /** As it was recognised, in order: its segments are those of the recording. */
  transcript: Transcript
  /** BCP 47, one of `targetLanguages`. */
  to: string
  /** Whether the translation is kept with the recording. */
  isStored: boolean
  signal: AbortSignal
}

/**
 * The transcript in another language, at once, with the times of its segments; what is in that language already is left as it
 * is. A line that could not be had stands in its own words. Throws AppError `llm_not_configured`, or what the translator throws.
 */
export async function translateTranscript(
  { db, translator }: { db: Db; translator: Translator },
  { userId, recordingId, transcript, to, isStored, signal }: TranscriptToTranslate,
): Promise<Transcript> {
  const from = transcript.language === 'und' ? null : transcript.language
  if (isSameLanguage(from, to) || transcript.segments.length === 0) return transcript
  if (!translator.isConfigured) {
    const message = `This was not said in the language asked for (${to}), and translating it needs a language model: set STENO_LLM_MODEL.`
    throw new AppError('llm_not_configured', message)
  }
  const lines = transcript.segments.map(({ text }, idx) => ({ idx, text }))
  const texts = new Map<number, string>()
  for await (const { found } of translateLines(translator, lines, { from, to, userId, signal })) {
    if (isStored) await saveTranslations(db, recordingId, to, found)
    for (const { idx, text } of found) texts.set(idx, text)
  }
  const segments = transcript.segments.map(({ words: _words, ...segment }, idx) => ({
    ...segment, text: texts.get(idx) ?? segment.text,
  }))
  return { ...transcript, language: to, segments }
}
