import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { StoredSegment } from '#db/schema/recording-windows'
import type { AppError } from '#domain/errors/app-error'
import type { Lease } from './lease'

export interface FinishedTranscript {
  durationMs: number
  /** In order of time. */
  segments: StoredSegment[]
  modelId: string
  /** BCP 47, as recognised. */
  language: string
  /** Whether a copy that browsers play has to be made. */
  needsPlayback: boolean
}

export type Completion = 'completed' | 'already_completed' | 'lost_lease' | 'not_found'

/** Stores the transcript, charges its true length, and queues the steps that follow, all or nothing. Idempotent. */
export function completeRecording(db: Db, lease: Lease, transcript: FinishedTranscript): Promise<Completion> {
  return db.transaction(async (tx) => {
    const completed = await tx.execute<{ result: Completion }>(
      sql`select sp_complete_recording(${lease.recordingId}::uuid, ${Math.round(transcript.durationMs)},
            ${JSON.stringify(transcript.segments)}::jsonb, ${lease.fence}, ${transcript.modelId},
            ${transcript.language}) as result`,
    )
    const { result } = completed.rows[0]!
    if (result === 'completed' && transcript.needsPlayback) {
      await tx.execute(
        sql`select graphile_worker.add_job('make-playback', f_recording_job(${lease.recordingId}::uuid),
              job_key := ${`make-playback:${lease.recordingId}`}, max_attempts := 8, priority := 10)`,
      )
    }
    return result
  })
}

/** Fails a recording for good, with a dead letter but for a quota's refusal. False where the lease is lost. */
export async function failRecording(db: Db, lease: Lease, error: AppError): Promise<boolean> {
  const failed = await db.execute<{ held: boolean }>(
    sql`select sp_fail_recording(${lease.recordingId}::uuid, ${lease.fence}, ${error.code}, ${error.message},
          ${JSON.stringify(error.params)}::jsonb) as held`,
  )
  return failed.rows[0]?.held ?? false
}

/** Puts a recording back into the queue after an error of its own; counts as a setback. False where the lease is lost. */
export async function postponeRecording(db: Db, lease: Lease, delayMs: number): Promise<boolean> {
  const postponed = await db.execute<{ held: boolean }>(
    sql`select sp_postpone_recording(${lease.recordingId}::uuid, ${lease.fence}, ${delayMs}) as held`,
  )
  return postponed.rows[0]?.held ?? false
}

/**
 * Puts a recording back into the queue for no fault of its own: this worker stops, or storage is away. Counts as no
 * setback; `outages` travels in the job. False where the lease is lost.
 */
export async function giveBackRecording(
  db: Db,
  lease: Lease,
  { delayMs, outages }: { delayMs: number; outages: number },
): Promise<boolean> {
  const given = await db.execute(
    sql`with given as (
          update recordings set status = 'queued'
           where id = ${lease.recordingId}::uuid and fence = ${lease.fence} and status = 'processing'
          returning id)
        select f_queue_transcription(given.id, ${delayMs}::int, ${outages}::int) from given`,
  )
  return given.rows.length > 0
}
