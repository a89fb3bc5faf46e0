import { and, eq, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { declinedTranslations } from '#db/schema/declined-translations'
import { liveSessions } from '#db/schema/live-sessions'
import { recordingSteps } from '#db/schema/recording-steps'
import { recordings } from '#db/schema/recordings'
import { segmentTranslations } from '#db/schema/segment-translations'
import { ownedRecording } from '../recordings/owned.server'
import { TRANSLATE_STEP } from './translations.server'

/** The languages that the recording has a translation in, or is getting one. Empty for what is another's. */
export function listTranslationLanguages(db: Db, userId: string, recordingId: string): Promise<string[]> {
  return listLanguages(db, userId, recordingId, undefined)
}

/** Those of its languages that are to be kept whole: not those that only viewers of a live session have read in. */
export function listWantedLanguages(db: Db, userId: string, recordingId: string): Promise<string[]> {
  return listLanguages(db, userId, recordingId, eq(segmentTranslations.forViewers, false))
}

/** The language into which it was translated at last while it was spoken, whether anything came of it or not; null for none. */
export async function findSpokenInto(db: Db, recordingId: string): Promise<string | null> {
  const [row] = await db.select({ language: liveSessions.translateTo }).from(liveSessions)
    .where(eq(liveSessions.recordingId, recordingId))
  return row?.language ?? null
}

/** The languages in which its owner has taken the recording's translation away. */
export async function listDeclinedLanguages(db: Db, recordingId: string): Promise<string[]> {
  const rows = await db.select().from(declinedTranslations).where(eq(declinedTranslations.recordingId, recordingId))
  return rows.map(({ language }) => language)
}

/** Forgets that a translation was taken away. */
export async function undeclineTranslation(db: Db, recordingId: string, language: string): Promise<void> {
  await db.delete(declinedTranslations)
    .where(and(eq(declinedTranslations.recordingId, recordingId), eq(declinedTranslations.language, language)))
}

async function listLanguages(db: Db, userId: string, recordingId: string, which: SQL | undefined): Promise<string[]> {
  const owned = ownedRecording(userId, recordingId)
  const [made, planned] = await Promise.all([
    db.selectDistinct({ language: segmentTranslations.language }).from(segmentTranslations)
      .innerJoin(recordings, eq(recordings.id, segmentTranslations.recordingId)).where(and(owned, which)),
    db.select({ language: recordingSteps.key }).from(recordingSteps)
      .innerJoin(recordings, eq(recordings.id, recordingSteps.recordingId))
      .where(and(owned, eq(recordingSteps.step, TRANSLATE_STEP))),
  ])
  return [...new Set([...made, ...planned].map(({ language }) => language))].sort()
}
