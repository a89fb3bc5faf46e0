import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { declinedTranslations } from '#db/schema/declined-translations'
import { recordingSteps } from '#db/schema/recording-steps'
import { recordings } from '#db/schema/recordings'
import { segmentTranslations } from '#db/schema/segment-translations'
import { segments } from '#db/schema/segments'
import { requireRecording } from '../recordings/get-recording.server'
import { ownedRecording } from '../recordings/owned.server'
import { sourceHashOf } from './source-hash.server'

/** Id of the step that translates recordings. */
export const TRANSLATE_STEP = 'translate'

/** A segment in another language. */
export interface TranslatedLine {
  text: string
  /** The segment's text has changed since. */
  isStale: boolean
}

export interface NewTranslation {
  /** The segment's place in the transcript. */
  idx: number
  /** What was translated. */
  source: string
  text: string
}

/** The translation by the segments' places. Throws AppError `not_found` where the user has no such recording. */
export async function getTranslation(
  db: Db, userId: string, recordingId: string, language: string,
): Promise<Map<number, TranslatedLine>> {
  const { id } = await requireRecording(db, userId, recordingId)
  const rows = await listRows(db, id, language)
  return new Map(rows.flatMap(({ idx, source, hash, text }) =>
    (hash === null || text === null ? [] : [[idx, { text, isStale: hash !== sourceHashOf(source) }]])))
}

/** Segments that have no translation of their present text, in order. */
export async function listUntranslated(db: Db, recordingId: string, language: string): Promise<{ idx: number; text: string }[]> {
  const rows = await listRows(db, recordingId, language)
  return rows.flatMap(({ idx, source, hash }) => (hash === sourceHashOf(source) ? [] : [{ idx, text: source }]))
}

/** Writes translations in place of those that there are, and takes away those of places that the transcript no longer has. */
export async function saveTranslations(
  db: Db, recordingId: string, language: string, translations: readonly NewTranslation[],
): Promise<void> {
  if (translations.length > 0) {
    await db.insert(segmentTranslations)
      .values(translations.map(({ idx, source, text }) => ({
        recordingId, language, idx, text, sourceHash: sourceHashOf(source),
      })))
      .onConflictDoUpdate({
        target: [segmentTranslations.recordingId, segmentTranslations.language, segmentTranslations.idx],
        set: { text: sql`excluded.text`, sourceHash: sql`excluded.source_hash`, forViewers: false },
      })
  }
  await db.delete(segmentTranslations).where(and(
    eq(segmentTranslations.recordingId, recordingId), eq(segmentTranslations.language, language),
    sql`not exists (select from ${segments} s where s.recording_id = ${segmentTranslations.recordingId}
          and s.idx = ${segmentTranslations.idx})`,
  ))
}

/**
 * Takes a translation away, also one that is being made, until it is asked for again. Throws AppError `not_found` where the user has no
 * such recording.
 */
export async function removeTranslation(db: Db, userId: string, recordingId: string, language: string): Promise<void> {
  const { id } = await requireRecording(db, userId, recordingId)
  await db.transaction(async (tx) => {
    await tx.delete(recordingSteps).where(and(
      eq(recordingSteps.recordingId, id), eq(recordingSteps.step, TRANSLATE_STEP), eq(recordingSteps.key, language)))
    await tx.delete(segmentTranslations)
      .where(and(eq(segmentTranslations.recordingId, id), eq(segmentTranslations.language, language)))
    await tx.insert(declinedTranslations).values({ recordingId: id, language }).onConflictDoNothing()
  })
}

export interface NewLiveTranslation extends NewTranslation {
  /** Wanted by those who read along alone, and not by the speaker. */
  forViewers: boolean
}

/**
 * Writes the translation of a live passage, whose segment may be stored a moment later; nothing where the connection that made it
 * has lost its session. Viewers elsewhere are told.
 */
export async function saveLiveTranslation(
  db: Db, { sessionId, fence }: { sessionId: string; fence: number }, language: string,
  { idx, source, text, forViewers }: NewLiveTranslation,
): Promise<void> {
  await db.execute(sql`
    with written as (
      insert into segment_translations (recording_id, language, idx, source_hash, text, for_viewers)
      select id, ${language}, ${idx}, ${sourceHashOf(source)}, ${text}, ${forViewers} from recordings
       where id = ${sessionId}::uuid and fence = ${fence}
      on conflict (recording_id, language, idx) do update
        set text = excluded.text, source_hash = excluded.source_hash, for_viewers = excluded.for_viewers
      returning recording_id)
    select pg_notify('steno_live', json_build_object(
             'type', 'translated', 'sessionId', l.recording_id, 'language', ${language}::text, 'from', ${idx}::int)::text)
      from written w join live_sessions l on l.recording_id = w.recording_id where l.viewer_token_hash is not null`)
}

/** Stored translations of a session from one passage on, into one language or all, as viewers of it see them. */
export function listSharedTranslations(db: Db, sessionId: string, language: string | null, from: number) {
  return db
    .select({
      segmentId: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segmentTranslations.text,
      language: segmentTranslations.language,
    })
    .from(segmentTranslations)
    .innerJoin(segments, and(
      eq(segments.recordingId, segmentTranslations.recordingId), eq(segments.idx, segmentTranslations.idx)))
    .where(and(
      eq(segmentTranslations.recordingId, sessionId), gte(segments.idx, from),
      ...(language === null ? [] : [eq(segmentTranslations.language, language)])))
    .orderBy(asc(segments.idx))
}

function listRows(db: Db, recordingId: string, language: string) {
  return db
    .select({
      idx: segments.idx, source: segments.text, hash: segmentTranslations.sourceHash, text: segmentTranslations.text,
    })
    .from(segments)
    .leftJoin(segmentTranslations, and(
      eq(segmentTranslations.recordingId, segments.recordingId), eq(segmentTranslations.idx, segments.idx),
      eq(segmentTranslations.language, language)))
    .where(eq(segments.recordingId, recordingId))
    .orderBy(asc(segments.idx))
}
