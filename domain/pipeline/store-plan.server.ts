import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordingSteps } from '#db/schema/recording-steps'
import { recordings } from '#db/schema/recordings'
import { planSteps, type PlannedStep } from './plan'

/** What steps are told of a recording when they say which runs they want. */
export interface StepRecording {
  id: string
  userId: string
  source: 'realtime' | 'upload'
  /** BCP 47, as recognised, or as asked for where nothing was. */
  language: string
  durationMs: number
}

/** A recording that has its transcript; null for any other. */
export async function findPlannable(db: Db, recordingId: string): Promise<StepRecording | null> {
  const [row] = await db.select().from(recordings).where(eq(recordings.id, recordingId))
  if (row?.status !== 'done') return null
  const { id, userId, source, durationMs } = row
  return { id, userId, source, language: row.detectedLanguage ?? row.language, durationMs: durationMs ?? 0 }
}

/** Plans the runs that a recording shall have now, and queues those that can run. Answers how many it queued. */
export function storePlan(db: Db, recordingId: string, steps: readonly PlannedStep[]): Promise<number> {
  return db.transaction(async (tx) => {
    const [recording] = await tx.select({ status: recordings.status, version: recordings.transcriptVersion }).from(recordings)
      .where(eq(recordings.id, recordingId)).for('no key update')
    if (recording?.status !== 'done') return 0
    const runs = await tx.select().from(recordingSteps).where(eq(recordingSteps.recordingId, recordingId))
    const plan = planSteps(steps, runs, recording.version)
    const set = (list: 'wait' | 'queue' | 'skip', status: string) => plan[list].map(({ step, key }) => ({ step, key, status }))
    const rows = JSON.stringify([...set('wait', 'waiting'), ...set('queue', 'queued'), ...set('skip', 'skipped')])
    await tx.execute(sql`
      insert into recording_steps (recording_id, step, key, status, transcript_version)
      select ${recordingId}::uuid, p.step, p.key, p.status, ${recording.version}
        from jsonb_to_recordset(${rows}::jsonb) as p (step text, key text, status text)
      on conflict (recording_id, step, key) do update
        set status = excluded.status, transcript_version = excluded.transcript_version, attempts = 0, progress = 0,
            error_code = null, error_message = null`)
    for (const { step, key } of plan.queue) await tx.execute(sql`select f_queue_step(${recordingId}::uuid, ${step}, ${key})`)
    await tx.update(recordings).set({ plannedVersion: recording.version }).where(eq(recordings.id, recordingId))
    return plan.queue.length
  })
}
