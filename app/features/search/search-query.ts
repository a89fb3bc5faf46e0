import { limits } from '#domain/limits/limits'
import { searchModes, type SearchFilter, type SearchMode } from '#domain/search/search'
import { isUuid } from '#domain/units/uuid'
import { paths } from '~/web/paths'

/** What the address of the search page asks for. Days are as the form's own, such as `2026-11-21`, in UTC. */
export interface SearchQuery {
  q: string
  mode: SearchMode
  from: string | null
  until: string | null
  language: string | null
  source: 'realtime' | 'upload' | null
  recording: string | null
  /** From 1. */
  page: number
}

const day = /^\d{4}-\d{2}-\d{2}$/
const language = /^[a-z]{2,3}$/
/** What lies beyond is not among the candidates of any way of searching. */
const PAGES_MAX = limits.searchCandidatesMax / limits.searchResultsMax
const DAY_MS = 24 * 60 * 60 * 1000

/** Reads an address; what nobody can mean is ignored. */
export function parseSearchQuery(search: URLSearchParams): SearchQuery {
  const fitting = (name: string, isFitting: (value: string) => boolean) => {
    const value = search.get(name) ?? ''
    return isFitting(value) ? value : null
  }
  const date = (name: string) => fitting(name, (value) => day.test(value) && !Number.isNaN(Date.parse(value)))
  const page = Number(search.get('page'))
  return {
    q: (search.get('q') ?? '').trim().slice(0, limits.searchCharsMax),
    mode: searchModes.find((mode) => mode === search.get('mode')) ?? 'hybrid',
    from: date('from'),
    until: date('until'),
    language: fitting('language', (value) => language.test(value)),
    source: (['realtime', 'upload'] as const).find((source) => source === search.get('source')) ?? null,
    recording: fitting('recording', isUuid),
    page: Number.isInteger(page) && page > 1 ? Math.min(page, PAGES_MAX) : 1,
  }
}

/** The filter that the domain takes; the last day counts as a whole. */
export function toFilter({ from, until, language: spoken, source, recording }: SearchQuery): SearchFilter {
  return {
    from: from === null ? null : new Date(from),
    until: until === null ? null : new Date(Date.parse(until) + DAY_MS),
    language: spoken, source, recordingId: recording,
  }
}

/** How many filters are set, besides the recording, which the page shows by itself. */
export function countFilters({ from, until, language: spoken, source }: SearchQuery): number {
  return [from, until, spoken, source].filter((value) => value !== null).length
}

/** The address of the same search, changed. */
export function searchPath(query: SearchQuery, change: Partial<SearchQuery> = {}): string {
  const { mode, page, ...rest } = { ...query, page: 1, ...change }
  return paths.search({ ...rest, mode: mode === 'hybrid' ? null : mode, page: page === 1 ? null : page })
}
