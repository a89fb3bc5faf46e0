import type { UploadQueue } from './upload-queue'

export interface UploadTotals {
  sentBytes: number
  allBytes: number
  /** Milliseconds until the last byte has likely left; null while there is too little to tell. */
  leftMs: number | null
}

const ESTIMATE_AFTER_MS = 2_000

/** Sums over all files that are, or have been, on their way in this list. */
export function uploadTotals(queue: UploadQueue, nowMs: number): UploadTotals {
  let sentBytes = 0
  let allBytes = 0
  let bytesPerMs = 0
  for (const { state, bytes } of queue) {
    if (state.kind === 'refused' || state.kind === 'cancelled' || state.kind === 'stuck') continue
    allBytes += bytes
    if (state.kind === 'accepted' || state.kind === 'checking') sentBytes += bytes
    if (state.kind !== 'sending') continue
    const sent = Math.min(state.sentBytes, bytes)
    sentBytes += sent
    const spentMs = nowMs - state.startedAtMs
    // What an earlier attempt has sent says nothing of the pace of this one.
    if (spentMs >= ESTIMATE_AFTER_MS) bytesPerMs += Math.max(0, sent - (state.fromBytes ?? sent)) / spentMs
  }
  return { sentBytes, allBytes, leftMs: bytesPerMs > 0 ? Math.round((allBytes - sentBytes) / bytesPerMs) : null }
}
