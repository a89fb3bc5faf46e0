import { sql } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'

const r = recordings

/** What a RecordingSummary takes from its row; its place in the queue is another question. */
export const summaryColumns = {
  id: r.id, title: r.title, status: r.status, source: r.source, language: r.language,
  detectedLanguage: r.detectedLanguage, createdAt: r.createdAt, durationMs: r.durationMs, progressMs: r.progressMs,
  totalMs: r.totalMs, startedAt: r.startedAt, errorCode: r.errorCode, errorParams: r.errorParams,
  errorMessage: r.errorMessage, bytes: r.bytes, kept: r.kept,
  hasAudio: sql<boolean>`${r.objectKey} is not null and ${r.status} <> 'uploading'`,
}

/** What a RecordingDetail takes from its row. */
export const detailColumns = {
  ...summaryColumns,
  fileName: r.fileName, mediaType: r.mediaType, playbackType: r.playbackType, modelId: r.modelId,
  usedModelId: r.usedModelId, sha256: r.sha256, objectKey: r.objectKey, playbackKey: r.playbackKey,
  completedAt: r.completedAt, audioExpiredAt: r.audioExpiredAt,
}
