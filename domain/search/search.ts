import type { Marked, Wanted } from './mark-words'
import type { SearchFilter } from './search-filter'

export const searchModes = ['hybrid', 'semantic', 'exact'] as const
/** By words and meaning together, by meaning, or by the very words. */
export type SearchMode = (typeof searchModes)[number]

/** Why an answer is less than it could be. */
export type SearchWeakness =
  /** Nothing is indexed by meaning yet. */
  | 'not_indexed'
  /** The embedding model does not understand the question's language. */
  | 'language_not_supported'
  | 'embedder_unavailable'
  | 'vectors_unavailable'

export interface SearchRequest {
  userId: string
  text: string
  /** How much of the text is read. Default limits.searchCharsMax. */
  charsMax?: number
  /** Default `hybrid`. */
  mode?: SearchMode
  filter?: SearchFilter
  /** Default limits.searchResultsMax. */
  limit?: number
  /** Passages to leave out at the beginning. Default 0. */
  offset?: number
  signal?: AbortSignal
}

export interface SearchAnswer<Passage> {
  passages: Passage[]
  /** Whether there are more than were asked for. */
  hasMore: boolean
  /** What to mark in a text that was found. */
  wanted: Wanted
  /** Mistyped words, and those that were said and searched for instead. */
  corrected: { from: string; to: string }[]
  weakness: SearchWeakness | null
}

export type { Marked, SearchFilter, Wanted }
