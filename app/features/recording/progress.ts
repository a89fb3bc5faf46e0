/** What is known of a recording's work. Times of audio are milliseconds; `startedAt` is the moment the work began. */
export interface WorkFacts {
  progressMs: number
  totalMs: number | null
  startedAt: Date | string | null
}

/** An estimate made from less than this is a guess, and is not shown. */
const ESTIMATE_AFTER_MS = 3_000

/**
 * Share of the audio that is done, 0 to 1; null while its length is not known. Never 1 before the recording is done.
 */
export function progressShare({ progressMs, totalMs }: Pick<WorkFacts, 'progressMs' | 'totalMs'>): number | null {
  if (totalMs === null || totalMs <= 0) return null
  return Math.min(0.99, Math.max(0, progressMs / totalMs))
}

/**
 * Milliseconds until the work is likely done, from the pace so far; null while there is too little to tell. The pace is
 * that of this very recording on this very machine, not a promise made elsewhere.
 */
export function estimateLeftMs(work: WorkFacts, nowMs: number): number | null {
  if (work.totalMs === null || work.startedAt === null || work.progressMs <= 0) return null
  const spentMs = nowMs - new Date(work.startedAt).getTime()
  if (spentMs < ESTIMATE_AFTER_MS) return null
  const leftMs = Math.max(0, work.totalMs - work.progressMs)
  return Math.round((leftMs * spentMs) / work.progressMs)
}

/** An estimate in the coarse steps that it is worth: seconds in tens, then minutes, then hours. */
export type CoarseTime = { unit: 'seconds' | 'minutes' | 'hours'; count: number }

export function coarseTime(ms: number): CoarseTime {
  if (ms < 55_000) return { unit: 'seconds', count: Math.max(10, Math.ceil(ms / 10_000) * 10) }
  if (ms < 90 * 60_000) return { unit: 'minutes', count: Math.max(1, Math.round(ms / 60_000)) }
  return { unit: 'hours', count: Math.max(2, Math.round(ms / 3_600_000)) }
}
