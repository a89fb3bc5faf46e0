import { createHash } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { embeddedRecordings } from '#db/schema/embedded-recordings'
import type { EmbeddingCollection } from '#db/schema/embedding-collections'
import { recordings } from '#db/schema/recordings'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { embedTexts } from './embed-texts.server'
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
 * changed, and removes those whose passage is gone. Can be repeated, broken off, and done by several at once, at any
 * moment. Throws AppError.
 */
export async function embedRecording(options: EmbedRecordingOptions): Promise<Embedded> {
  const { db, vectors, embedder, collection, recordingId, signal, onProgress } = options
  const recording = await findRecording(db, recordingId)
  if (!recording) return { outcome: 'nothing' }
  // Noted before anything is written, so that a deletion from here on finds what to remove.
  const run = await noteBegun(db, recordingId, collection.name)
  if (run === null) return { outcome: 'nothing' }
  const isSupported = !embedder.languages || embedder.languages.includes(recording.language)
  const chunks = isSupported ? await listChunks(db, recordingId) : []
  // Looking before making: a store that has lost the collection finds out by the one, and makes it again by the other.
  const stored = await vectors.getPrints(collection.name, recordingId)
  await vectors.ensure(collection.name, collection.dimensions)
  // A filter looks at the language too: where that has changed, all is written anew.
  const missing = chunks.filter(({ chunkIndex, print }) =>
    stored.get(chunkIndex) !== vectorPrint(print, recording.language))
  for (let at = 0; at < missing.length; at += limits.embeddingBatchTextsMax) {
    const batch = missing.slice(at, at + limits.embeddingBatchTextsMax)
    const made = await embedTexts(embedder, batch.map(({ text }) => text), {
      userId: recording.userId, ...(signal && { signal }),
    })
    requireDimensions(made, collection)
    await vectors.write(collection.name, recording, batch.map((chunk, index) => ({
      chunkIndex: chunk.chunkIndex, print: vectorPrint(chunk.print, recording.language), vector: made[index]!,
      tokens: tokenize(chunk.text),
    })))
    await onProgress?.((at + batch.length) / missing.length)
  }
  const kept = new Set(chunks.map(({ chunkIndex }) => chunkIndex))
  await vectors.remove(collection.name, recordingId, [...stored.keys()].filter((index) => !kept.has(index)))
  const isKnown = await noteDone(db, { recordingId, collection: collection.name, run }, chunks)
  if (!isKnown) {
    await vectors.remove(collection.name, recordingId)
    return { outcome: 'nothing' }
  }
  if (!isSupported) return { outcome: 'language_not_supported' }
  return { outcome: 'done', vectors: chunks.length, made: missing.length }
}

/** Returns the number of this run; null where the recording is gone. */
async function noteBegun(db: Db, recordingId: string, collection: string): Promise<number | null> {
  const { rows } = await db.execute<{ run: number }>(sql`
    insert into embedded_recordings (recording_id, collection, run)
    select id, ${collection}, 1 from recordings where id = ${recordingId}
    on conflict (recording_id, collection) do update
      set print = null, run = embedded_recordings.run + 1, embedded_at = now()
    returning run`)
  return rows[0]?.run ?? null
}

interface Note {
  recordingId: string
  collection: string
  run: number
}

/**
 * Notes that vectors of these passages are stored, unless others have taken their place, or another run was at it
 * beside this one: either may have written over what the other wrote, so neither notes it, and upkeep looks again.
 * Returns false where all is gone.
 */
async function noteDone(
  db: Db, { recordingId, collection, run }: Note, chunks: readonly { print: string }[],
): Promise<boolean> {
  const isNote = and(eq(embeddedRecordings.recordingId, recordingId), eq(embeddedRecordings.collection, collection))
  return db.transaction(async (tx) => {
    // Whoever stores other passages takes this row's print away, before or after.
    const [note] = await tx.select({ run: embeddedRecordings.run }).from(embeddedRecordings).where(isNote).for('update')
    if (!note) return false
    const isSame = printOfAll(await listChunks(tx, recordingId)) === printOfAll(chunks) || chunks.length === 0
    await tx.update(embeddedRecordings).set(isSame && note.run === run
      ? { print: printOfAll(chunks), vectors: chunks.length, embeddedAt: sql`now()`, setbacks: 0, notBefore: null }
      : { print: null, run: note.run + 1 }).where(isNote)
    return true
  })
}

/** A model that was changed under its name makes vectors that no store takes. */
function requireDimensions(made: readonly Float32Array[], { dimensions }: EmbeddingCollection): void {
  if (made.every(({ length }) => length === dimensions)) return
  throw new AppError('provider_garbled', 'The embedding model gave vectors of another size than before.')
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
  const { chunkIndex, print, text } = transcriptChunks
  return db.select({ chunkIndex, print, text }).from(transcriptChunks)
    .where(eq(transcriptChunks.recordingId, recordingId)).orderBy(asc(chunkIndex))
}
