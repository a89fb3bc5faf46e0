import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { livePieces } from '#db/schema/live-pieces'
import { AppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'

export interface LivePiece {
  key: string
  startSample: number
  samples: number
}

/** A key of its own for every piece of every connection, so that an old connection never writes over a newer one's. */
export function livePieceKey(session: { userId: string; sessionId: string; fence: number }, number: number): string {
  return `recordings/${session.userId}/${session.sessionId}/live/${session.fence}-${number}`
}

/** The stored pieces that reach past the sample, in order and without gaps. */
export async function listLivePieces(db: Db, sessionId: string, fromSample = 0): Promise<LivePiece[]> {
  return db
    .select({ key: livePieces.objectKey, startSample: livePieces.startSample, samples: livePieces.samples })
    .from(livePieces)
    .where(
      and(
        eq(livePieces.recordingId, sessionId),
        gt(sql`${livePieces.startSample} + ${livePieces.samples}`, fromSample),
      ),
    )
    .orderBy(asc(livePieces.idx))
}

/** Stores samples (16 kHz mono) as an object of PCM16, little-endian; resolves when it is durable. */
export async function putLivePiece(store: ObjectStore, key: string, samples: Int16Array): Promise<void> {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  await store.put(key, (async function* () {
    yield bytes
  })())
}

/** The samples of the pieces from a sample on. Throws `object_corrupt` where a piece is not as long as its row says. */
export async function* readLivePieces(
  store: ObjectStore,
  pieces: readonly LivePiece[],
  fromSample = 0,
): AsyncGenerator<Int16Array> {
  for (const piece of pieces) {
    const parts: Uint8Array[] = []
    for await (const part of await store.read(piece.key)) parts.push(part)
    const bytes = Buffer.concat(parts)
    if (bytes.length !== piece.samples * 2) {
      throw new AppError('object_corrupt', 'A stored piece of the live audio is damaged.')
    }
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    yield samples.subarray(Math.max(0, fromSample - piece.startSample))
  }
}
