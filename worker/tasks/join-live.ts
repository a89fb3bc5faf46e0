import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { joinLivePieces } from '#domain/live/join-live.server'
import type { Task } from '../task'

const payloadSchema = z.object({ recordingId: z.uuid() })

/** The queue waits longer each time: with so many attempts, more than half a day has gone by. */
const PATIENT_ATTEMPTS = 12

/**
 * Makes one file of the pieces of an ended live session; `sp_end_live` queues it. What fails is tried again later; a piece that is
 * still damaged or gone after many tries is replaced with silence, so that the others can be heard.
 */
export const joinLive: Task = {
  name: 'join-live',
  lane: 'playback',
  async run(payload, { db, store, logger, stopping }) {
    const { recordingId } = payloadSchema.parse(payload)
    const fills = (await attemptsAt(db, recordingId)) >= PATIENT_ATTEMPTS
    const outcome = await joinLivePieces({ db, store, signal: stopping, fills }, recordingId)
    logger.info({ recordingId, outcome }, 'a live session’s audio')
    return outcome === 'joined' ? 'done' : outcome
  },
}

/** How often the job has been begun, this time included. */
async function attemptsAt(db: Db, recordingId: string): Promise<number> {
  const { rows } = await db.execute<{ attempts: number }>(
    sql`select attempts from graphile_worker.jobs where key = ${`join-live:${recordingId}`}`,
  )
  return rows[0]?.attempts ?? 1
}
