import type { ErrorParams } from '../errors/app-error'
import type { TranscriptWord } from '../transcripts/transcript'

export type RecordingStatus = 'uploading' | 'queued' | 'processing' | 'done' | 'failed' | 'cancelled'

/** A recording as lists show it. Durations are in milliseconds. */
export interface RecordingSummary {
  id: string
  title: string
  status: RecordingStatus
  source: 'realtime' | 'upload'
  /** BCP 47 or `auto`, as asked for. */
  language: string
  /** BCP 47, as recognised; null until done. */
  detectedLanguage: string | null
  createdAt: Date
  /** Null until it is known. */
  durationMs: number | null
  /** Audio done of `totalMs`, which is null before the first look. */
  progressMs: number
  totalMs: number | null
  startedAt: Date | null
  /** 1 is the next of all users' recordings to begin; null unless queued and its owner's turn has come. */
  queuePosition: number | null
  errorCode: string | null
  errorParams: ErrorParams | null
  errorMessage: string | null
  bytes: number | null
  /** Kept from its plan's retention by its owner. */
  kept: boolean
  /** Whether its audio is stored, to be played or tried again. */
  hasAudio: boolean
}

/** A recording as its own page shows it. */
export interface RecordingDetail extends RecordingSummary {
  fileName: string | null
  mediaType: string | null
  /** Media type of the playback copy; null where the original is played. */
  playbackType: string | null
  /** Catalogue ids: the model asked for (null lets Steno choose), and the one that wrote the transcript. */
  modelId: string | null
  usedModelId: string | null
  sha256: string | null
  objectKey: string | null
  playbackKey: string | null
  completedAt: Date | null
  /** When the plan's retention took its audio and left the transcript; null while it has not. */
  audioExpiredAt: Date | null
}

/** A segment of a transcript as its page shows it. Times are milliseconds from the start. */
export interface SegmentRow {
  id: number
  idx: number
  startMs: number
  endMs: number
  text: string
  /** What was recognised, once somebody has corrected the text; otherwise null. */
  originalText: string | null
  /** As recognised: a correction leaves them. */
  words: TranscriptWord[] | null
  speaker: string | null
  /** 0 to 1; null where the model gives none. */
  confidence: number | null
  editedAt: Date | null
}
