import { and, asc, between, eq, inArray, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import type { ChunkKey } from './lexical.server'
import { ownPassages } from './passage-conditions.server'
import type { SearchFilter } from './search-filter'

/** A part of a transcript that was found, with what is needed to quote it and to play it. Times are milliseconds. */
export interface Passage extends ChunkKey {
  title: string
  /** BCP 47, as recognised or as asked for. */
  language: string
  source: 'realtime' | 'upload'
  createdAt: Date
  hasAudio: boolean
  startMs: number
  endMs: number
  text: string
  /** What it is made of, in order, as the transcript says it now. */
  segments: PassageSegment[]
}

export interface PassageSegment {
  id: number
  idx: number
  startMs: number
  endMs: number
  text: string
  speaker: string | null
}

/**
 * Passages by their keys, in the order of the keys. Left out is what is gone, changed since, not the user's, or not in
 * the filter.
 */
export async function loadPassages(
  db: Db, userId: string, keys: readonly (ChunkKey & { print?: string })[], filter: SearchFilter = {},
): Promise<Passage[]> {
  if (keys.length === 0) return []
  const wanted = new Map(keys.map((key) => [keyOf(key), key]))
  const rows = await db.select({
    recordingId: transcriptChunks.recordingId, chunkIndex: transcriptChunks.chunkIndex, title: recordings.title,
    language: sql<string>`coalesce(${recordings.detectedLanguage}, ${recordings.language})`, source: recordings.source,
    createdAt: recordings.createdAt, hasAudio: sql<boolean>`${recordings.objectKey} is not null`,
    startMs: transcriptChunks.startMs, endMs: transcriptChunks.endMs, text: transcriptChunks.text,
    segmentFrom: transcriptChunks.segmentFrom, segmentTo: transcriptChunks.segmentTo, print: transcriptChunks.print,
  }).from(transcriptChunks).innerJoin(recordings, eq(recordings.id, transcriptChunks.recordingId)).where(and(
    ownPassages(userId, filter),
    inArray(sql`(${transcriptChunks.recordingId}, ${transcriptChunks.chunkIndex})`,
      keys.map(({ recordingId, chunkIndex }) => sql`(${recordingId}::uuid, ${chunkIndex}::int)`)),
  ))
  const known = rows.filter(({ print, ...row }) => (wanted.get(keyOf(row))?.print ?? print) === print)
  const parts = await loadSegments(db, known)
  const found = new Map(known.map(({ segmentFrom: _from, segmentTo: _to, print: _print, ...row }) =>
    [keyOf(row), { ...row, segments: parts.get(keyOf(row)) ?? [] }]))
  return [...wanted.keys()].flatMap((key) => found.get(key) ?? [])
}

/** Tells one passage from any other. */
export const keyOf = ({ recordingId, chunkIndex }: ChunkKey) => `${recordingId} ${chunkIndex}`

async function loadSegments(
  db: Db, chunks: readonly (ChunkKey & { segmentFrom: number; segmentTo: number })[],
): Promise<Map<string, PassageSegment[]>> {
  if (chunks.length === 0) return new Map()
  const ranges = chunks.map(({ recordingId, segmentFrom, segmentTo }) =>
    and(eq(segments.recordingId, recordingId), between(segments.idx, segmentFrom, segmentTo)))
  const rows = await db.select({
    recordingId: segments.recordingId, id: segments.id, idx: segments.idx, startMs: segments.startMs,
    endMs: segments.endMs, text: segments.text, speaker: segments.speaker,
  }).from(segments).where(or(...ranges)).orderBy(asc(segments.idx))
  return new Map(chunks.map((chunk) => {
    const own = rows.filter(({ recordingId, idx }) =>
      recordingId === chunk.recordingId && idx >= chunk.segmentFrom && idx <= chunk.segmentTo)
    return [keyOf(chunk), own.map(({ recordingId: _, ...segment }) => segment)]
  }))
}
