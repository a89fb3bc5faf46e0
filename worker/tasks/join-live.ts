import { z } from 'zod'
import { joinLivePieces } from '#domain/live/join-live.server'
import type { Task } from '../task'

const payloadSchema = z.object({ recordingId: z.uuid() })

/** Makes one file of the pieces of an ended live session; `sp_end_live` queues it. What fails is tried again later. */
export const joinLive: Task = {
  name: 'join-live',
  lane: 'playback',
  async run(payload, { db, store, logger, stopping }) {
    const { recordingId } = payloadSchema.parse(payload)
    const outcome = await joinLivePieces({ db, store, signal: stopping }, recordingId)
    logger.info({ recordingId, outcome }, 'a live session’s audio')
    return outcome === 'joined' ? 'done' : outcome
  },
}
