import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { requireRecording } from '../recordings/get-recording.server'
import { recordingNotFound } from '../recordings/owned.server'
import { listSteps } from './list-steps.server'

export interface StepRequest {
  userId: string
  recordingId: string
  /** Id of the step, as worker/steps names it. */
  step: string
  /** Which of its runs; empty where there is only one. */
  key?: string
  /** What this run shall heed; what the last one heeded where there is nothing. */
  params?: Record<string, string | number>
}

/** Has a step run, or run again, by itself. Throws AppError `not_found` unless the user has a finished recording of that id. */
export async function requestStep(db: Db, { userId, recordingId, step, key = '', params }: StepRequest): Promise<void> {
  const { id } = await requireRecording(db, userId, recordingId)
  const wished = params ? JSON.stringify(params) : null
  const { rows } = await db.execute<{ queued: boolean }>(
    sql`select sp_request_step(${userId}::uuid, ${id}::uuid, ${step}, ${key}, ${wished}::jsonb) as queued`,
  )
  if (!rows[0]?.queued) throw recordingNotFound()
}

/** Has a step run once more that this recording has had already. Throws AppError `not_found` where it has not. */
export async function rerunStep(db: Db, request: Omit<StepRequest, 'params'>): Promise<void> {
  const { userId, recordingId, step, key = '' } = request
  const known = await listSteps(db, userId, recordingId)
  if (!known.some((run) => run.step === step && run.key === key)) throw recordingNotFound()
  await requestStep(db, request)
}
