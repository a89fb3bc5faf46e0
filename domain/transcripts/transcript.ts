/** One recognised word. Times are milliseconds from the start of the recording. */
export interface TranscriptWord {
  text: string
  startMs: number
  endMs: number
  /** 0 to 1; absent where the model gives none. */
  confidence?: number
}

/** One readable stretch of speech: a sentence or phrase. Times are milliseconds from the start of the recording. */
export interface TranscriptSegment {
  startMs: number
  endMs: number
  text: string
  /** Absent where the model gives no word times. */
  words?: TranscriptWord[]
  /** Name or label of who speaks, where known. */
  speaker?: string
  /** 0 to 1; absent where the model gives none. */
  confidence?: number
  /**
   * In a translated transcript: the text translates what stood here before a correction (`stale`), or is not translated at all
   * (`missing`). Absent where it is as it should be.
   */
  translation?: 'stale' | 'missing'
}

/** What downloads and readers need of a whole recording. Segments are in order of time and do not overlap. */
export interface Transcript {
  title: string
  /** BCP 47, such as `en` or `vi`. */
  language: string
  durationMs: number
  segments: TranscriptSegment[]
  /** What it comes down to, where it has been summarised. */
  summary?: TranscriptSummary
}

/** A summary as files carry it. */
export interface TranscriptSummary {
  short: string
  keyPoints: { text: string; startMs: number; endMs: number }[]
  actionItems: { text: string; startMs: number; endMs: number }[]
  /** In order of time. */
  chapters: { title: string; startMs: number }[]
}
