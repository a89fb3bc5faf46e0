import {
  canCancel, UPLOAD_ATTEMPTS_MAX, UPLOADS_AT_ONCE, type BreakReason, type UploadAnswer, type UploadItem,
  type UploadProblem,
} from './upload-item'

export type UploadQueue<Source = unknown> = readonly UploadItem<Source>[]

/**
 * Everything that can happen to the list. Events for a file that has moved on since, such as a cancelled one, change
 * nothing.
 */
export type UploadEvent<Source = unknown> =
  | { type: 'added'; files: { id: string; name: string; bytes: number; source: Source }[]; bytesMax: number }
  | { type: 'started'; id: string; nowMs: number }
  | { type: 'progressed'; id: string; sentBytes: number }
  | { type: 'sent'; id: string }
  | { type: 'answered'; id: string; answer: UploadAnswer }
  | { type: 'broke'; id: string; dueAtMs: number; reason: BreakReason; hasMoved: boolean }
  | { type: 'due'; id: string }
  | { type: 'cancelled'; id: string }
  | { type: 'again'; id: string }
  | { type: 'removed'; id: string }

/**
 * The rules of the upload list:
 *
 *   waiting ─> sending ─> checking ─> accepted | refused
 *      ^          └───────────┴──> pausing ─> waiting (or stuck, when it broke off too often)
 *      └── again ── stuck | cancelled <── cancelled, at any open state but checking: the server has the file by then
 */
export function reduceUploads<Source>(queue: UploadQueue<Source>, event: UploadEvent<Source>): UploadQueue<Source> {
  if (event.type === 'added') return [...queue, ...event.files.map((file) => newItem(file, event.bytesMax))]
  if (event.type === 'removed') return queue.filter((item) => item.id !== event.id)
  return queue.map((item) => (item.id === event.id ? step(item, event) : item))
}

/** The file to begin now; null while enough are on their way. */
export function nextUpload<Source>(queue: UploadQueue<Source>): UploadItem<Source> | null {
  const busy = queue.filter(({ state }) => state.kind === 'sending' || state.kind === 'checking').length
  return busy < UPLOADS_AT_ONCE ? (queue.find(({ state }) => state.kind === 'waiting') ?? null) : null
}

function newItem<Source>(
  file: { id: string; name: string; bytes: number; source: Source }, bytesMax: number,
): UploadItem<Source> {
  const error = problemOf(file.bytes, bytesMax)
  return { ...file, attempts: 0, state: error ? { kind: 'refused', error } : { kind: 'waiting' } }
}

/** What can be said of a file before a byte of it is sent. */
function problemOf(bytes: number, bytesMax: number): UploadProblem | null {
  if (bytes === 0) return { code: 'media_empty', params: {} }
  if (bytes > bytesMax) return { code: 'upload_too_large', params: { maxBytes: bytesMax } }
  return null
}

function step<Source>(
  item: UploadItem<Source>, event: Exclude<UploadEvent<Source>, { type: 'added' | 'removed' }>,
): UploadItem<Source> {
  const { state } = item
  const onItsWay = state.kind === 'sending' || state.kind === 'checking'
  const to = (next: UploadItem['state']) => ({ ...item, state: next })
  switch (event.type) {
    case 'started':
      if (state.kind !== 'waiting') return item
      return {
        ...to({ kind: 'sending', sentBytes: 0, fromBytes: null, startedAtMs: event.nowMs }), attempts: item.attempts + 1,
      }
    case 'progressed': {
      if (state.kind !== 'sending') return item
      const { sentBytes } = event
      return to({ ...state, sentBytes, fromBytes: state.fromBytes ?? sentBytes })
    }
    case 'sent':
      return state.kind === 'sending' ? to({ kind: 'checking' }) : item
    case 'answered': {
      if (!onItsWay) return item
      const { answer } = event
      if (!answer.ok) return to({ kind: 'refused', error: answer.error })
      const { recordingId, title, duplicateOf } = answer
      return to({ kind: 'accepted', recordingId, title, duplicateOf })
    }
    case 'broke': {
      if (!onItsWay) return item
      const { dueAtMs, reason, hasMoved } = event
      const attempts = hasMoved ? 1 : item.attempts
      const isStuck = attempts >= UPLOAD_ATTEMPTS_MAX
      return { ...to(isStuck ? { kind: 'stuck' } : { kind: 'pausing', dueAtMs, reason }), attempts }
    }
    case 'due':
      return state.kind === 'pausing' ? to({ kind: 'waiting' }) : item
    case 'cancelled':
      return canCancel(item) ? to({ kind: 'cancelled' }) : item
    case 'again':
      return state.kind === 'stuck' || state.kind === 'cancelled' ? { ...to({ kind: 'waiting' }), attempts: 0 } : item
  }
}
