import { and, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { spokenLanguage } from './passage-conditions.server'
import { baseLanguage } from './search-filter'

/** Base languages of a user's transcripts, such as `en`. */
export async function listSpokenLanguages(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectDistinct({ language: spokenLanguage }).from(recordings)
    .where(and(eq(recordings.userId, userId), eq(recordings.status, 'done')))
  return rows.map(({ language }) => baseLanguage(language)).filter(Boolean).sort()
}
