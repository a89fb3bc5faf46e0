/** A sentence of a summary and where it rests in the recording. */
export interface SummaryPoint {
  text: string
  startMs: number
  endMs: number
}

export interface Chapter {
  title: string
  startMs: number
}

/** What a recording comes down to. Points and chapters are in order of time. */
export interface Summary {
  /** A few sentences. */
  short: string
  keyPoints: SummaryPoint[]
  actionItems: SummaryPoint[]
  /** None where the recording is too short for any. */
  chapters: Chapter[]
}

/** A stretch of speech as summaries read it. Times are milliseconds from the start. */
export interface SpokenLine {
  startMs: number
  endMs: number
  text: string
  speaker?: string | null
}
