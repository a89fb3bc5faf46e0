import { z } from 'zod'
import type { Db } from '#db/client.server'
import { stepStatuses, type RecordingStep } from '#db/schema/recording-steps'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { recordingShape, toRecordingJson } from './recording'

/** What follows a transcript, such as its summary or a translation; its failure never costs the transcript. */
const stepShape = z.object({
  step: z.string(),
  key: z.string().describe('Tells a step’s runs apart, for instance by language; empty where there is one.'),
  status: z.enum(stepStatuses),
  progress: z.number().min(0).max(1),
  degraded: z.string().nullable().describe('Why the outcome is less than it could be.'),
  errorCode: z.string().nullable(),
}).meta({ id: 'Step' })

function toStepJson({ step, key, status, progress, degraded, errorCode }: RecordingStep): z.input<typeof stepShape> {
  return { step, key, status, progress, degraded, errorCode }
}

/** A recording, with what follows its transcript. */
export const recordingWithStepsShape = recordingShape.extend({ steps: z.array(stepShape) })
  .meta({ id: 'RecordingWithSteps' })

/** Asked of the database anew. Throws AppError `not_found`. */
export async function loadRecordingWithSteps(
  db: Db, userId: string, id: string,
): Promise<z.input<typeof recordingWithStepsShape>> {
  const recording = await requireRecording(db, userId, id)
  const steps = await listSteps(db, userId, id)
  return { ...toRecordingJson(recording), steps: steps.map(toStepJson) }
}
