import { isReadAs } from '../translation/target-languages'
import type { Transcript } from '../transcripts/transcript'
import type { StoredSummary } from './summaries.server'

/**
 * A stored summary as files of a transcript carry it; nothing where there is none, or nothing in it.
 *
 * @param language that of a translation, which a summary in another one is no part of; null for the transcript itself
 */
export function summaryOfFile(stored: StoredSummary | null, language: string | null): Pick<Transcript, 'summary'> {
  if (!stored || stored.short === '' || (language !== null && !isReadAs(stored.language, language))) return {}
  const { short, keyPoints, actionItems, chapters } = stored
  return { summary: { short, keyPoints, actionItems, chapters } }
}
