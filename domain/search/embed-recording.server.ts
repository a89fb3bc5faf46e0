import { createHash } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { embeddedRecordings } from '#db/schema/embedded-recordings'
import type { EmbeddingCollection } from '#db/schema/embedding-collections'
import { recordings } from '#db/schema/recordings'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import { limits } from '../limits/limits'
import type { Embedder } from './embedder'
import { spokenLanguage } from './passage-conditions.server'
import { baseLanguage } from './search-filter'
import { tokenize } from './tokens'
import type { VectorRecording, VectorStore } from './vector-store'

export interface EmbedRecordingOptions {
  db: Db
  vectors: VectorStore
  embedder: Embedder
  collection: EmbeddingCollection
  recordingId: string
  signal?: AbortSignal
  /** Told the share of passages that are done, 0 to 1. */
  onProgress?: (share: number) => Promise<void>
}

export type Embedded =
  | { outcome: 'done'; vectors: number; made: number }
  /** Its language is none of the model's. */
  | { outcome: 'language_not_supported' }
  /** Gone meanwhile, or without passages. */
  | { outcome: 'nothing' }

/**
 * Brings the vectors of a recording in a collection up to date with its stored passages: makes those that are new or
 * changed, and removes those whose passage is gone. Can be repeated, and broken off, at any moment. Throws AppError.
 */
export async function embedRecording(options: EmbedRecordingOptions): Promise<Embedded> {
  const { db, vectors, embedder, collection, recordingId, signal, onProgress } = options
  const recording = await findRecording(db, recordingId)
  if (!recording) return { outcome: 'nothing' }
  // Noted before anything is written, so that a deletion from here on finds what to remove.
  const note = { recordingId, collection: collection.name }
  const noted = await db.execute(sql`
    insert into embedded_recordings (recording_id, collection) select id, ${collection.name} from recordings where id = ${recordingId}
    on conflict (recording_id, collection) do update set print = null, embedded_at = now()`)
  if (noted.rowCount === 0) return { outcome: 'nothing' }
  const isSupported = !embedder.languages || embedder.languages.includes(recording.language)
  const chunks = isSupported ? await listChunks(db, recordingId) : []
  await vectors.ensure(collection.name, collection.dimensions)
  const stored = await vectors.getPrints(collection.name, recordingId)
  // A filter looks at the language too: where that has changed, all is written anew.
  const missing = chunks.filter(({ chunkIndex, print }) => stored.get(chunkIndex) !== vectorPrint(print, recording.language))
  for (let at = 0; at < missing.length; at += limits.embeddingBatchTextsMax) {
    const batch = missing.slice(at, at + limits.embeddingBatchTextsMax)
    const made = await embedder.embed(batch.map(({ text }) => text), {
      userId: recording.userId, ...(signal && { signal }),
    })
    await vectors.write(collection.name, recording, batch.map((chunk, index) => ({
      chunkIndex: chunk.chunkIndex, print: vectorPrint(chunk.print, recording.language), vector: made[index]!,
      tokens: tokenize(chunk.text),
    })))
    await onProgress?.((at + batch.length) / missing.length)
  }
  const kept = new Set(chunks.map(({ chunkIndex }) => chunkIndex))
  await vectors.remove(collection.name, recordingId, [...stored.keys()].filter((index) => !kept.has(index)))
  const isKnown = await noteDone(db, note, chunks)
  if (!isKnown) {
    await vectors.remove(collection.name, recordingId)
    return { outcome: 'nothing' }
  }
  if (!isSupported) return { outcome: 'language_not_supported' }
  return { outcome: 'done', vectors: chunks.length, made: missing.length }
}

/** Notes that vectors of these passages are stored, unless others have taken their place. Returns false where all is gone. */
async function noteDone(
  db: Db, { recordingId, collection }: { recordingId: string; collection: string }, chunks: readonly { print: string }[],
): Promise<boolean> {
  const isNote = and(eq(embeddedRecordings.recordingId, recordingId), eq(embeddedRecordings.collection, collection))
  return db.transaction(async (tx) => {
    // Whoever stores other passages takes this row's print away, before or after.
    const [note] = await tx.select({ print: embeddedRecordings.print }).from(embeddedRecordings).where(isNote).for('update')
    if (!note) return false
    const isSame = printOfAll(await listChunks(tx, recordingId)) === printOfAll(chunks) || chunks.length === 0
    if (isSame) {
      await tx.update(embeddedRecordings)
        .set({ print: printOfAll(chunks), vectors: chunks.length, embeddedAt: sql`now()` }).where(isNote)
    }
    return true
  })
}

/** What a vector's print is, for a passage's print. */
const vectorPrint = (print: string, language: string) => `${print}.${language}`
/** The print of the passage that a vector was made of. */
export const passagePrint = (print: string) => print.split('.')[0]!

function printOfAll(chunks: readonly { print: string }[]): string {
  return createHash('sha256').update(chunks.map(({ print }) => print).join()).digest('base64url').slice(0, 22)
}

async function findRecording(db: Db, id: string): Promise<VectorRecording | null> {
  const [row] = await db.select({
    id: recordings.id, userId: recordings.userId, source: recordings.source, createdAt: recordings.createdAt,
    language: spokenLanguage,
  }).from(recordings).where(eq(recordings.id, id))
  return row ? { ...row, language: baseLanguage(row.language) } : null
}

async function listChunks(db: Db, recordingId: string) {
  return db.select({ chunkIndex: transcriptChunks.chunkIndex, print: transcriptChunks.print, text: transcriptChunks.text })
    .from(transcriptChunks).where(eq(transcriptChunks.recordingId, recordingId)).orderBy(asc(transcriptChunks.chunkIndex))
}
