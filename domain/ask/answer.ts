/** What a claim rests on. */
export interface Citation {
  /** As the answer names it in brackets, from 1. */
  number: number
  recordingId: string
  /** Ids of segments, in order of time. */
  segmentIds: number[]
  startMs: number
  endMs: number
  /** What was said there. */
  quote: string
}

/** Part of an answer, as it comes. Citations are the asker's own and there. */
export interface Claim {
  /** With the numbers of its citations in brackets, such as `It begins at nine. [1][2]`; empty where its quotes say it all. */
  text: string
  /** Whether it begins a line of its own. */
  isNewLine: boolean
  /** Those that were not named before. */
  citations: Citation[]
}

export type AnswerWeakness =
  /** No language model is set up: the best passages are the answer. */
  | 'llm_not_configured'
  | 'llm_unavailable'
  /** The language model cited nothing that was given to it, so that nothing of it is shown. */
  | 'llm_uncited'
  | 'not_indexed'
  | 'language_not_supported'
  | 'embedder_unavailable'
  | 'vectors_unavailable'

export interface Answer {
  method: 'llm' | 'extractive'
  model: string | null
  outcome: 'found' | 'not_found'
  weaknesses: AnswerWeakness[]
  /** All claims, in lines. */
  text: string
  citations: Citation[]
}

/** A passage that search found. */
export interface FoundPassage {
  recordingId: string
  title: string
  createdAt: Date
  segments: readonly FoundSegment[]
}

export interface FoundSegment {
  id: number
  /** Its place in its recording, from 0. */
  idx: number
  startMs: number
  endMs: number
  text: string
  speaker: string | null
}

/** The best passages of a user's own recordings, best first. */
export type FindForQuestion = (request: {
  userId: string
  text: string
  /** How much of the text is read. */
  charsMax: number
  filter: { recordingId: string | null }
  limit: number
  signal?: AbortSignal
}) => Promise<{ passages: FoundPassage[]; weakness: AnswerWeakness | null }>
