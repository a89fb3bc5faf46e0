import type { Db } from '#db/client.server'
import { listSteps } from '../pipeline/list-steps.server'
import { requireRecording } from '../recordings/get-recording.server'

/** What a webhook is told of a recording: what it is and what was made of it, not what was said in it. */
export interface DescribedRecording {
  id: string
  title: string
  source: 'realtime' | 'upload'
  status: string
  /** BCP 47; `auto` where it was left open and nothing was heard. */
  language: string
  durationMs: number | null
  /** ISO 8601. */
  createdAt: string
  completedAt: string | null
  /** What followed the transcript; `key` tells a step's runs apart, such as translations by language. */
  steps: { step: string; key: string; status: string; degraded: string | null }[]
}

/** Throws AppError `not_found`. */
export async function describeRecording(db: Db, userId: string, recordingId: string): Promise<DescribedRecording> {
  const { id, title, source, status, language, detectedLanguage, durationMs, createdAt, completedAt } =
    await requireRecording(db, userId, recordingId)
  const steps = await listSteps(db, userId, recordingId)
  return {
    id, title, source, status, durationMs,
    language: detectedLanguage ?? language,
    createdAt: createdAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
    // Of itself it could only say that it is under way.
    steps: steps.filter(({ step }) => step !== 'notify')
      .map(({ step, key, status: how, degraded }) => ({ step, key, status: how, degraded })),
  }
}
