import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'

/** BCP 47 of what was recognised, or else asked for; null where nobody knows. */
export async function findSpokenLanguage(db: Db, recordingId: string): Promise<string | null> {
  const [row] = await db.select({ heard: recordings.detectedLanguage, asked: recordings.language }).from(recordings)
    .where(eq(recordings.id, recordingId))
  const language = row?.heard ?? row?.asked ?? null
  return language === 'auto' ? null : language
}
