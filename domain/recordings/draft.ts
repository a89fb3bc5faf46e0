import type { ErrorParams } from '../errors/app-error'

/** A second transcript of a recording, on its way or waiting for its owner's decision. Milliseconds of audio. */
export interface RecordingDraft {
  id: string
  status: 'queued' | 'processing' | 'done' | 'failed'
  /** BCP 47 or `auto`, as asked for. */
  language: string
  detectedLanguage: string | null
  /** Catalogue ids: asked for (null lets Steno choose), and the one that wrote. */
  modelId: string | null
  usedModelId: string | null
  startedAt: Date | null
  progressMs: number
  totalMs: number | null
  errorCode: string | null
  errorParams: ErrorParams | null
}
