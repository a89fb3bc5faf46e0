import { limits } from '#domain/limits/limits'
import type { RecordingStatus } from '#domain/recordings/recording'
import { paths } from '~/web/paths'

/** Statuses to choose from, in the order of the list. */
export const filterStatuses = ['processing', 'queued', 'done', 'failed', 'cancelled', 'uploading'] as const

/** What the address of the library asks for. */
export interface LibraryQuery {
  q: string
  status: RecordingStatus | null
  cursor: string | null
  /** The recording whose title is being changed. */
  rename: string | null
}

export function parseLibraryQuery(search: URLSearchParams): LibraryQuery {
  const status = search.get('status')
  return {
    q: (search.get('q') ?? '').trim().slice(0, limits.searchCharsMax),
    status: filterStatuses.find((known) => known === status) ?? null,
    cursor: search.get('cursor') || null,
    rename: search.get('rename') || null,
  }
}

/** Whether the list leaves anything out. */
export function isFiltered({ q, status }: LibraryQuery): boolean {
  return q !== '' || status !== null
}

/** The address of the library with the same search, changed. */
export function libraryPath(query: LibraryQuery, change: Partial<LibraryQuery> = {}): string {
  const { q, status, cursor, rename } = { ...query, rename: null, ...change }
  return paths.library({ q, status: status ?? undefined, cursor: cursor ?? undefined, rename: rename ?? undefined })
}
