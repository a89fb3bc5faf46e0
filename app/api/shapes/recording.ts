import { z } from 'zod'
import { recordingStatuses } from '#db/schema/recordings'
import type { RecordingSummary } from '#domain/recordings/recording'
import { instant, wholeMs } from './basics'

/** A recording as the API tells it. */
export const recordingShape = z.object({
  id: z.uuid(),
  title: z.string().describe('Empty where nobody has named it: `source` and `createdAt` tell it from others.'),
  status: z.enum(recordingStatuses).describe('A transcript is there once this is `done`.'),
  source: z.enum(['realtime', 'upload']),
  language: z.string().describe('As asked for: BCP 47, or `auto`.'),
  detectedLanguage: z.string().nullable().describe('As recognised: BCP 47.'),
  createdAt: instant,
  durationMs: wholeMs.nullable().describe('Null until it is known.'),
  progressMs: wholeMs.describe('Audio that is transcribed, of `totalMs`.'),
  totalMs: wholeMs.nullable(),
  queuePosition: z.int().nullable().describe('1 is the next of all recordings to begin; null unless queued.'),
  bytes: z.int().nullable().describe('Size of the file.'),
  kept: z.boolean().describe('Kept from the plan’s retention.'),
  hasAudio: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable().describe('Why it failed.'),
}).meta({ id: 'Recording' })

export type RecordingJson = z.input<typeof recordingShape>

export function toRecordingJson(recording: RecordingSummary): RecordingJson {
  const { id, title, status, source, language, detectedLanguage, durationMs, progressMs, totalMs } = recording
  const { queuePosition, bytes, kept, hasAudio, errorCode, errorMessage } = recording
  return {
    id, title, status, source, language, detectedLanguage, createdAt: recording.createdAt.toISOString(), durationMs,
    progressMs, totalMs, queuePosition, bytes, kept, hasAudio,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
  }
}
