import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { encodeLossless } from '../audio/encode-playback.server'
import { AppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'
import { downloadFileName } from '../transcripts/file-name'
import { listLivePieces } from './live-pieces.server'
import { sourceFromPieces } from './piece-source.server'

export interface JoinTools {
  db: Db
  store: ObjectStore
  signal?: AbortSignal
  /** Whether silence takes the place of pieces that are damaged or gone; else they are waited for. */
  fills?: boolean
}

/** Where more than this share of the audio is gone, it is taken for storage that is not the right one, or not mounted. */
const LOST_SHARE_MAX = 0.5

/** `skipped`: there is nothing to join, or another run was first. `lost`: the recording was deleted meanwhile. */
export type JoinOutcome = 'joined' | 'skipped' | 'lost'

/**
 * Makes one compressed file of the pieces of an ended live session: the audio of its recording from then on. The
 * pieces go only in the transaction that takes the file in, and every run that does not fill writes the same samples under the same key;
 * so a run may be killed at any moment, or two may run at once. Throws `object_corrupt`, `object_not_found` (a piece
 * is damaged or gone, and `fills` is not set or most are: all others stay as they are), what media children and storage throw, and the signal's reason.
 */
export async function joinLivePieces({ db, store, signal, fills = false }: JoinTools, recordingId: string): Promise<JoinOutcome> {
  const ended = and(eq(recordings.id, recordingId), eq(recordings.source, 'realtime'), eq(recordings.status, 'done'))
  const [row] = await db.select().from(recordings).where(ended)
  if (!row || row.objectKey !== null) return 'skipped'
  const pieces = await listLivePieces(db, recordingId)
  if (pieces.length === 0) return 'skipped'
  // A run that fills gaps may have been overtaken, and find gone what is joined already: it must not write over that.
  const key = `recordings/${row.userId}/${recordingId}/original${fills ? `-${randomUUID()}` : ''}`
  try {
    const source = sourceFromPieces(store, pieces, { fills })
    const file = encodeLossless(source, { signal })
    const stored = await store.put(key, file.body, { contentType: file.mimeType, ...(signal && { signal }) })
    const lostMs = Math.ceil(source.lostSamples / 16)
    if (lostMs > (row.durationMs ?? 0) * LOST_SHARE_MAX) {
      await store.delete(key)
      throw new AppError('object_not_found', 'Most of the live audio is not in storage.')
    }
    const name = downloadFileName(row.title || nameOfTime(row.createdAt), file.extension)
    const { rows } = await db.execute<{ outcome: 'joined' | 'already_joined' | 'not_found' }>(
      sql`select sp_keep_joined_live(${recordingId}::uuid, ${key}, ${file.mimeType}, ${name}, ${stored.bytes},
            ${stored.sha256}, ${lostMs}) as outcome`,
    )
    const { outcome } = rows[0]!
    if (outcome === 'not_found' || (fills && outcome !== 'joined')) await store.delete(key)
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
