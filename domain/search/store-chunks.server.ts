import { createHash } from 'node:crypto'
import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { embeddedRecordings } from '#db/schema/embedded-recordings'
import { recordingWords } from '#db/schema/recording-words'
import { segments } from '#db/schema/segments'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import { chunkSegments, type Chunk } from './chunk-segments'
import { toLexemes } from './lexemes'
import { tokenize, type Token } from './tokens'

/** Rows of one statement; PostgreSQL takes 65,535 values. */
const ROWS_MAX = 2000

/** A passage that is ready to be stored: its words, and the hash that tells it from any other. */
export interface PreparedChunk extends Chunk {
  print: string
  tokens: Token[]
}

/** Reads a recording's segments and cuts them into passages. Writes nothing. */
export async function prepareChunks(db: Db, recordingId: string): Promise<PreparedChunk[]> {
  const rows = await db.select({
    idx: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text, speaker: segments.speaker,
  }).from(segments).where(eq(segments.recordingId, recordingId)).orderBy(asc(segments.idx))
  return chunkSegments(rows).map((chunk) => ({
    ...chunk, print: printOf(chunk.chunkIndex, chunk.text), tokens: tokenize(chunk.text),
  }))
}

function printOf(chunkIndex: number, text: string): string {
  return createHash('sha256').update(`${chunkIndex}\0${text}`).digest('base64url').slice(0, 22)
}

/** Puts passages and words in place of the recording's former ones. To be called within a transaction. */
export async function storeChunks(
  tx: Db, recording: { id: string; userId: string }, chunks: readonly PreparedChunk[],
): Promise<void> {
  const { id: recordingId, userId } = recording
  await tx.delete(transcriptChunks).where(eq(transcriptChunks.recordingId, recordingId))
  await tx.delete(recordingWords).where(eq(recordingWords.recordingId, recordingId))
  const rows = chunks.map(({ tokens, ...chunk }) => ({ ...chunk, recordingId, userId, lexemes: toLexemes(tokens) }))
  for (const some of batches(rows)) await tx.insert(transcriptChunks).values(some)
  const words = [...countWords(chunks)].map(([word, count]) => ({
    recordingId, userId, word, chunks: count, stem: sql<string>`f_stem(${word})`,
  }))
  for (const some of batches(words)) await tx.insert(recordingWords).values(some)
  // Whatever vectors there are, they are of other passages now; and what was refused may not be in these any more.
  await tx.update(embeddedRecordings).set({ print: null, setbacks: 0, notBefore: null })
    .where(eq(embeddedRecordings.recordingId, recordingId))
}

/** In how many passages each folded word stands. */
function countWords(chunks: readonly PreparedChunk[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { tokens } of chunks) {
    for (const word of new Set(tokens.map(({ folded }) => folded))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

function batches<T>(rows: T[]): T[][] {
  const count = Math.ceil(rows.length / ROWS_MAX)
  return Array.from({ length: count }, (_, at) => rows.slice(at * ROWS_MAX, (at + 1) * ROWS_MAX))
}
