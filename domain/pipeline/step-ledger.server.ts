import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordingSteps } from '#db/schema/recording-steps'
import { recordings } from '#db/schema/recordings'
import type { AppError } from '../errors/app-error'
import type { StepRunId } from './plan'

/** The right to write what a run makes, held until somebody claims the run anew. */
export interface StepLease extends StepRunId {
  recordingId: string
  fence: number
}

export interface ClaimedStep extends StepLease {
  userId: string
  transcriptVersion: number
  /** Attempts in a row that ended in an error, or with their worker. */
  attempts: number
  /** Whether the last of them broke off with its worker, so that this run takes it over. */
  hasBrokenOff: boolean
  params: Record<string, string | number>
}

/** Takes a queued run, or one whose worker died; null where there is nothing to do. */
export async function claimStep(db: Db, id: StepRunId & { recordingId: string }): Promise<ClaimedStep | null> {
  const { rows } = await db.execute<{
    fence: string | null; user_id: string; transcript_version: string; attempts: number; params: ClaimedStep['params']
    broke_off: boolean
  }>(sql`select * from sp_claim_step(${id.recordingId}::uuid, ${id.step}, ${id.key})`)
  const [row] = rows
  if (!row || row.fence === null) return null
  return {
    recordingId: id.recordingId, step: id.step, key: id.key,
    fence: Number(row.fence), userId: row.user_id, transcriptVersion: Number(row.transcript_version),
    attempts: row.attempts, hasBrokenOff: row.broke_off, params: row.params,
  }
}

const isHeld = ({ recordingId, step, key, fence }: StepLease) => and(
  eq(recordingSteps.recordingId, recordingId), eq(recordingSteps.step, step), eq(recordingSteps.key, key),
  eq(recordingSteps.fence, fence), eq(recordingSteps.status, 'running'))

/** Writes what a run has made, all or nothing. False, and nothing is written, where the lease is lost. */
export function commitStep(db: Db, lease: StepLease, write: (tx: Db) => Promise<void>): Promise<boolean> {
  return db.transaction(async (tx) => {
    // Before its step, as everywhere: what is written refers to the recording and locks it, and a deletion goes this way.
    const isIt = eq(recordings.id, lease.recordingId)
    await tx.select({ id: recordings.id }).from(recordings).where(isIt).for('no key update')
    const { fence } = recordingSteps
    const held = await tx.select({ fence }).from(recordingSteps).where(isHeld(lease)).for('update')
    if (held.length === 0) return false
    await write(tx)
    return true
  })
}

/** @param share of the work that is done, 0 to 1 */
export async function reportStepProgress(db: Db, lease: StepLease, share: number): Promise<void> {
  await db.update(recordingSteps).set({ progress: share }).where(isHeld(lease))
}

/** Each answers false where the lease is lost. */
export async function completeStep(
  db: Db, lease: StepLease,
  { degraded = null, facts = {} }: { degraded?: string | null; facts?: Record<string, string | number> },
): Promise<boolean> {
  return held(db, sql`sp_complete_step(${idOf(lease)}, ${degraded}, ${JSON.stringify(facts)}::jsonb)`)
}

export async function postponeStep(
  db: Db, lease: StepLease, { delayMs, isSetback }: { delayMs: number; isSetback: boolean },
): Promise<boolean> {
  return held(db, sql`sp_postpone_step(${idOf(lease)}, ${delayMs}, ${isSetback})`)
}

export async function failStep(db: Db, lease: StepLease, error: AppError): Promise<boolean> {
  return held(db, sql`sp_fail_step(${idOf(lease)}, ${error.code}, ${error.message})`)
}

const idOf = ({ recordingId, step, key, fence }: StepLease) => sql`${recordingId}::uuid, ${step}, ${key}, ${fence}`

async function held(db: Db, call: ReturnType<typeof sql>): Promise<boolean> {
  const { rows } = await db.execute<{ held: boolean }>(sql`select ${call} as held`)
  return rows[0]?.held ?? false
}
