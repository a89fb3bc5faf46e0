import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { getTranscript } from '../recordings/get-transcript.server'
import { listSegments } from '../recordings/segments.server'
import type { Transcript } from '../transcripts/transcript'
import { getTranslation } from './translations.server'

/**
 * The transcript in another language, with the times of the segments. Where a line has no translation its own words stand, so that
 * nothing that was said is missing; such lines, and those whose translation is older than their text, say so. Throws AppError `not_found`, also where there is no translation into the language.
 */
export async function getTranslatedTranscript(db: Db, userId: string, id: string, language: string): Promise<Transcript> {
  const transcript = await getTranscript(db, userId, id)
  const translation = await getTranslation(db, userId, id, language)
  if (translation.size === 0) throw new AppError('not_found', 'There is no translation into this language.')
  const rows = await listSegments(db, userId, id)
  return {
    ...transcript,
    language,
    segments: rows.map(({ idx, startMs, endMs, text, speaker }) => {
      const line = translation.get(idx)
      return {
        startMs, endMs, text: line?.text ?? text, ...(speaker !== null && { speaker }),
        ...(!line ? { translation: 'missing' } : line.isStale ? { translation: 'stale' } : {}),
      }
    }),
  }
}

/**
 * The transcript for formats that hold nothing but text: lines whose translation is older than their text end with the mark, in
 * brackets.
 */
export function markStale(transcript: Transcript, mark: string): Transcript {
  const segments = transcript.segments.map((segment) =>
    (segment.translation === 'stale' ? { ...segment, text: `${segment.text} [${mark}]` } : segment))
  return { ...transcript, segments }
}
