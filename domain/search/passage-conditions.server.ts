import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import { ownedRecording } from '../recordings/owned.server'
import { baseLanguage, type SearchFilter } from './search-filter'

/** The language of a recording without its region, as known now. */
export const spokenLanguage = sql<string>`
  split_part(lower(coalesce(${recordings.detectedLanguage}, ${recordings.language})), '-', 1)`

/**
 * Passages, joined with their recordings, that are the user's and fit the filter. Both tables are held to the owner: no
 * slip in one shows anybody else's. Throws AppError `not_found` for a malformed id of a recording.
 */
export function ownPassages(userId: string, filter: SearchFilter): SQL {
  const { recordingId, language, source, from, until } = filter
  return and(
    eq(transcriptChunks.userId, userId),
    eq(recordings.userId, userId),
    recordingId ? ownedRecording(userId, recordingId) : undefined,
    language ? eq(spokenLanguage, baseLanguage(language)) : undefined,
    source ? eq(recordings.source, source) : undefined,
    from ? gte(recordings.createdAt, from) : undefined,
    until ? lt(recordings.createdAt, until) : undefined,
  )!
}
