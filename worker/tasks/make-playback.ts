import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { recordings } from '#db/schema/recordings'
import { encodePlayback } from '#domain/audio/encode-playback.server'
import { sourceFromObjectStore } from '#domain/audio/object-source.server'
import { isAppError } from '#domain/errors/app-error'
import type { Task } from '../task'

const payloadSchema = z.object({ recordingId: z.uuid() })

/**
 * Makes a copy that every browser plays, for originals that some cannot. A step after the transcript: its failure
 * costs only the player. Doing it twice writes the same object twice.
 */
export const makePlayback: Task = {
  name: 'make-playback',
  lane: 'playback',
  async run(payload, { db, store, logger, stopping }) {
    const { recordingId } = payloadSchema.parse(payload)
    const isWanted = and(eq(recordings.id, recordingId), eq(recordings.status, 'done'))
    const [row] = await db.select().from(recordings).where(isWanted)
    if (!row?.objectKey || row.playbackKey) return 'skipped'
    const key = `recordings/${row.userId}/${row.id}/playback`
    try {
      const copy = encodePlayback(await sourceFromObjectStore(store, row.objectKey), { signal: stopping })
      await store.put(key, copy.body, { contentType: copy.mimeType, signal: stopping })
      const kept = await db.update(recordings).set({ playbackKey: key, playbackType: copy.mimeType }).where(isWanted)
      if (kept.rowCount === 0) await store.delete(key)
      return kept.rowCount === 0 ? 'lost' : 'done'
    } catch (error) {
      if (!isAppError(error) || error.retryable) throw error
      logger.warn({ recordingId, err: error }, 'no playback copy can be made of this recording')
      return 'failed'
    }
  },
}
