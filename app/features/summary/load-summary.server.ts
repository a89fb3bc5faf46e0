import type { Db } from '#db/client.server'
import { getSummary } from '#domain/summaries/summaries.server'

/** A recording's summary as its page shows it; null where there is none, or nothing to say. */
export async function loadSummary(db: Db, userId: string, recordingId: string) {
  const summary = await getSummary(db, userId, recordingId)
  if (!summary || summary.short === '') return null
  const { short, keyPoints, actionItems, chapters, method, language } = summary
  return { short, keyPoints, actionItems, chapters, method, language }
}

export type ShownSummary = NonNullable<Awaited<ReturnType<typeof loadSummary>>>
