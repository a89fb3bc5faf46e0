/**
 * What `/events` says of one recording. `atMs` is the server's clock, so that estimates need not trust the browser's.
 */
export interface LiveEvent {
  recordingId: string
  status: string
  progressMs: number
  totalMs: number | null
  atMs: number
}

/** Names of the server-sent events: every open recording once, on connecting; then each change as it is committed. */
export const liveEventNames = { snapshot: 'snapshot', change: 'change' } as const

export interface LiveFacts {
  id: string
  status: string
  progressMs: number
  totalMs: number | null
}

export const openStatuses = ['uploading', 'queued', 'processing'] as const

/** Whether there is still work ahead. */
export function isOpenStatus(status: string): boolean {
  return openStatuses.some((open) => open === status)
}

/** A recording with what has been heard of it since it was loaded. Progress does not run backwards on a late event. */
export function withLive<T extends LiveFacts>(recording: T, event: LiveEvent | undefined): T {
  if (!event || event.status !== recording.status) return recording
  return {
    ...recording,
    progressMs: Math.max(recording.progressMs, event.progressMs),
    totalMs: event.totalMs ?? recording.totalMs,
  }
}

/**
 * Whether a change needs the page's data again: a step of a shown recording, or the first word of one that is not
 * shown.
 *
 * @param asked ids of recordings that were not shown when first heard of; they are noted here, because one that
 * belongs on
 *   another page would ask again with all its progress. Null where new recordings are of no interest.
 */
export function needsReload(shown: readonly LiveFacts[], event: LiveEvent, asked: Set<string> | null): boolean {
  const known = shown.find(({ id }) => id === event.recordingId)
  if (known) return known.status !== event.status
  if (!asked || event.status === 'deleted' || asked.has(event.recordingId)) return false
  asked.add(event.recordingId)
  return true
}

/** Whether a snapshot shows that the page has missed something while it was not connected. */
export function snapshotNeedsReload(
  shown: readonly LiveFacts[], snapshot: readonly LiveEvent[], asked: Set<string> | null,
): boolean {
  const open = new Set(snapshot.map(({ recordingId }) => recordingId))
  const news = snapshot.filter((event) => needsReload(shown, event, asked))
  return news.length > 0 || shown.some(({ id, status }) => isOpenStatus(status) && !open.has(id))
}
