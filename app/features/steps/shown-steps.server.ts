import type { Db } from '#db/client.server'
import { listSteps } from '#domain/pipeline/list-steps.server'

/** What became of the steps after a transcript, as its page shows them. */
export async function loadSteps(db: Db, userId: string, recordingId: string) {
  const steps = await listSteps(db, userId, recordingId)
  return steps.map(({ step, key, status, attempts, progress, degraded, errorCode }) =>
    ({ step, key, status, attempts, progress, degraded, errorCode }))
}

export type ShownStep = Awaited<ReturnType<typeof loadSteps>>[number]
