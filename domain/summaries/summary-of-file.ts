import type { Transcript } from '../transcripts/transcript'
import type { StoredSummary } from './summaries.server'

/** A stored summary as files of a transcript carry it; nothing where there is none, or nothing in it. */
export function summaryOfFile(stored: StoredSummary | null): Pick<Transcript, 'summary'> {
  if (!stored || stored.short === '') return {}
  const { short, keyPoints, actionItems, chapters } = stored
  return { summary: { short, keyPoints, actionItems, chapters } }
}
