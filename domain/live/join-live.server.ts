import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { encodeLossless } from '../audio/encode-playback.server'
import type { ObjectStore } from '../storage/object-store'
import { downloadFileName } from '../transcripts/file-name'
import { listLivePieces } from './live-pieces.server'
import { sourceFromPieces } from './piece-source.server'

export interface JoinTools {
  db: Db
  store: ObjectStore
  signal?: AbortSignal
}

/** `skipped`: there is nothing to join, or another run was first. `lost`: the recording was deleted meanwhile. */
export type JoinOutcome = 'joined' | 'skipped' | 'lost'

/**
 * Makes one compressed file of the pieces of an ended live session: the audio of its recording from then on. The
 * pieces go only in the transaction that takes the file in, and every run writes the same samples under the same key;
 * so a run may be killed at any moment, or two may run at once. Throws `object_corrupt`, `object_not_found` (a piece
 * is damaged or gone: all others stay as they are), what media children and storage throw, and the signal's reason.
 */
export async function joinLivePieces({ db, store, signal }: JoinTools, recordingId: string): Promise<JoinOutcome> {
  const ended = and(eq(recordings.id, recordingId), eq(recordings.source, 'realtime'), eq(recordings.status, 'done'))
  const [row] = await db.select().from(recordings).where(ended)
  if (!row || row.objectKey !== null) return 'skipped'
  const pieces = await listLivePieces(db, recordingId)
  if (pieces.length === 0) return 'skipped'
  const key = `recordings/${row.userId}/${recordingId}/original`
  try {
    const file = encodeLossless(sourceFromPieces(store, pieces), { signal })
    const stored = await store.put(key, file.body, { contentType: file.mimeType, ...(signal && { signal }) })
    const name = downloadFileName(row.title || nameOfTime(row.createdAt), file.extension)
    const { rows } = await db.execute<{ outcome: 'joined' | 'already_joined' | 'not_found' }>(
      sql`select sp_keep_joined_live(${recordingId}::uuid, ${key}, ${file.mimeType}, ${name}, ${stored.bytes},
            ${stored.sha256}) as outcome`,
    )
    const { outcome } = rows[0]!
    if (outcome === 'not_found') await store.delete(key)
    return outcome === 'joined' ? 'joined' : outcome === 'not_found' ? 'lost' : 'skipped'
  } catch (error) {
    // A run that was overtaken finds its pieces gone.
    if (await isJoinedOrGone(db, recordingId)) return 'skipped'
    throw error
  }
}

/** Such as `2026-05-31 09.30`, in UTC. */
function nameOfTime(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ').replace(':', '.')
}

async function isJoinedOrGone(db: Db, recordingId: string): Promise<boolean> {
  const [row] = await db.select({ key: recordings.objectKey }).from(recordings).where(eq(recordings.id, recordingId))
  return !row || row.key !== null
}
