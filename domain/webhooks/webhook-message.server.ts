import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { describeRecording, type DescribedRecording } from './describe-recording.server'

/** The body of a delivery, as JSON. */
export interface WebhookMessage {
  /** Names what happened: the same however often it is told, by another attempt or by hand, so that receivers can tell. */
  id: string
  event: string
  /** ISO 8601. */
  at: string
  recording: DescribedRecording | null
  /** BCP 47, of `translation.done`. */
  language?: string
}

interface Told {
  userId: string
  recordingId: string | null
  event: string
  eventId: string
  subject: string
  at: Date
}

/** What is sent. Null where the recording is gone, and so nothing is left to tell of. */
export async function writeMessage(db: Db, { userId, recordingId, event, eventId, subject, at }: Told): Promise<string | null> {
  const isTrial = event === 'test'
  const recording = isTrial || recordingId === null ? null : await describeRecording(db, userId, recordingId).catch(nullIfGone)
  if (!isTrial && !recording) return null
  const message: WebhookMessage = {
    id: eventId, event, at: at.toISOString(), recording, ...(subject !== '' && { language: subject }),
  }
  return JSON.stringify(message)
}

function nullIfGone(error: unknown): null {
  if (isAppError(error) && error.code === 'not_found') return null
  throw error
}
