import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import type { Transcript, TranscriptSegment } from '../transcripts/transcript'
import { alignWords } from './align-words'
import { requireRecording } from './get-recording.server'
import { listSegments } from './segments.server'
import type { SegmentRow } from './recording'

/** BCP 47 for a language that nobody knows. */
const UNDETERMINED = 'und'

/** The transcript with all corrections. Throws AppError `not_found`, or `conflict` before the recording is done. */
export async function getTranscript(db: Db, userId: string, id: string): Promise<Transcript> {
  const recording = await requireRecording(db, userId, id)
  if (recording.status !== 'done') throw new AppError('conflict', 'This recording has no transcript yet.')
  const language = recording.detectedLanguage ?? recording.language
  return {
    title: recording.title,
    language: language === 'auto' ? UNDETERMINED : language,
    durationMs: recording.durationMs ?? 0,
    segments: (await listSegments(db, userId, id)).map(toTranscriptSegment),
  }
}

function toTranscriptSegment(row: SegmentRow): TranscriptSegment {
  const { words: recognised, originalText } = row
  const words = recognised && originalText !== null
    ? alignWords(row.text, { ...row, text: originalText, words: recognised })
    : recognised
  return {
    startMs: row.startMs,
    endMs: row.endMs,
    text: row.text,
    ...(words && { words }),
    ...(row.speaker !== null && { speaker: row.speaker }),
    ...(row.confidence !== null && { confidence: row.confidence }),
  }
}
