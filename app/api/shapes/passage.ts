import { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { markWords } from '#domain/search/mark-words'
import type { Passage } from '#domain/search/passages.server'
import type { SearchWeakness, Wanted } from '#domain/search/search'
import { instant, wholeMs } from './basics'

/** Why an answer may be less than it could be. */
export const weaknesses = [
  'not_indexed', 'language_not_supported', 'embedder_unavailable', 'vectors_unavailable',
] as const satisfies readonly SearchWeakness[]

/** A part of a transcript that was found. */
export const passageShape = z.object({
  recordingId: z.uuid(),
  title: z.string(),
  language: z.string(),
  source: z.enum(['realtime', 'upload']),
  createdAt: instant,
  hasAudio: z.boolean(),
  startMs: wholeMs,
  endMs: wholeMs,
  text: z.string(),
  segments: z.array(z.object({
    startMs: wholeMs,
    endMs: wholeMs,
    text: z.string(),
    speaker: z.string().nullable(),
    marks: z.array(z.object({ start: z.int(), end: z.int() })).describe('What matched: half-open offsets of UTF-16 units.'),
  })),
}).meta({ id: 'Passage' })

export function toPassageJson(passage: Passage, wanted: Wanted): z.input<typeof passageShape> {
  const { recordingId, title, language, source, createdAt, hasAudio, startMs, endMs, text, segments } = passage
  return {
    recordingId, title, language, source, createdAt: createdAt.toISOString(), hasAudio, startMs, endMs, text,
    segments: segments.map(({ startMs: from, endMs: to, text: words, speaker }) =>
      ({ startMs: from, endMs: to, text: words, speaker, marks: markWords(words, wanted) })),
  }
}

/** Where a page of results begins. Throws AppError `bad_request` for a cursor that no answer gave. */
export function parseCursor(cursor: string | null | undefined): number {
  if (cursor == null) return 0
  if (/^\d{1,4}$/.test(cursor) && Number(cursor) <= limits.searchCandidatesMax * 2) return Number(cursor)
  throw new AppError('bad_request', 'This page of the results does not exist.', { params: { field: 'cursor' } })
}
