import type { LoaderFunctionArgs } from '@remix-run/node'
import { isAppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { markWords } from '#domain/search/mark-words'
import type { Passage } from '#domain/search/passages.server'
import type { Wanted } from '#domain/search/search'
import { listSpokenLanguages } from '#domain/search/spoken-languages.server'
import { requireUser } from '~/web/session.server'
import { parseSearchQuery, toFilter } from './search-query'

/** What was found, with what to mark in it, and what the form needs. */
export async function loadSearch(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, understanding: { search } } = args.context.services
  const query = parseSearchQuery(new URL(args.request.url).searchParams)
  const languages = await listSpokenLanguages(db, user.id)
  const recording = query.recording === null ? null
    : await requireRecording(db, user.id, query.recording).catch((error: unknown) => {
        if (isAppError(error) && error.code === 'not_found') return null
        throw error
      })
  const asked = { ...query, recording: recording?.id ?? null }
  const found = query.q === '' ? null : await search.find({
    userId: user.id, text: query.q, mode: query.mode, filter: toFilter(asked), signal: args.request.signal,
    offset: (query.page - 1) * limits.searchResultsMax,
  })
  return {
    query: asked,
    languages,
    recording: recording && { title: recording.title, source: recording.source, createdAt: recording.createdAt },
    answer: found && {
      results: found.passages.map((passage) => toResult(passage, found.wanted)),
      hasMore: found.hasMore, corrected: found.corrected, weakness: found.weakness,
    },
  }
}

/** A passage as the page shows it: its parts, with what to mark in them. */
function toResult({ segments, ...passage }: Passage, wanted: Wanted) {
  const parts = segments.map(({ endMs: _, ...part }) => ({ ...part, marks: markWords(part.text, wanted) }))
  const best = [...parts].sort((one, other) => other.marks.length - one.marks.length)[0]
  return {
    recordingId: passage.recordingId, chunkIndex: passage.chunkIndex, title: passage.title, language: passage.language,
    source: passage.source, createdAt: passage.createdAt, hasAudio: passage.hasAudio, endMs: passage.endMs,
    /** Where to begin to play: at the part that has most of what was looked for. */
    playMs: best?.startMs ?? passage.startMs,
    playAt: best?.idx,
    place: segments.length === 0 ? null : { from: segments[0]!.idx, to: segments.at(-1)!.idx },
    parts,
  }
}

export type SearchData = Awaited<ReturnType<typeof loadSearch>>
export type SearchResult = ReturnType<typeof toResult>
