import { useCallback, useEffect, useReducer, useRef } from 'react'
import { paths } from '~/web/paths'
import { makeUploadKey } from './make-upload-key'
import { sendInParts, type PartsOutcome } from './send-in-parts'
import { browserMemory, forgetUpload, recallUpload, rememberUpload } from './upload-memory'
import { canCancel, isOpen, retryDelayMs, type UploadItem } from './upload-item'
import { nextUpload, reduceUploads, type UploadEvent, type UploadQueue } from './upload-queue'

/** A file with what was chosen for it when it was added. */
export interface UploadSource {
  file: File
  fields: Record<string, string>
}

export interface Uploads {
  queue: UploadQueue<UploadSource>
  /** Keys of all that was taken into the list since the page was opened. */
  seen: ReadonlySet<string>
  add(files: File[], fields: Record<string, string>): void
  cancel(id: string): void
  again(id: string): void
  remove(id: string): void
}

/** Carries the upload list out: begins what is due, sends it, and goes on with what broke off. */
export function useUploads({ bytesMax }: { bytesMax: number }): Uploads {
  const [queue, dispatch] = useReducer(reduceUploads<UploadSource>, [])
  const running = useRef(new Map<string, AbortController>())
  const discarding = useRef(new Map<string, Promise<unknown>>())
  const [seen, see] = useReducer((known: ReadonlySet<string>, ids: string[]) => new Set([...known, ...ids]), new Set<string>())

  const begin = useCallback((item: UploadItem<UploadSource>) => {
    const abort = new AbortController()
    running.current.set(item.id, abort)
    dispatch({ type: 'started', id: item.id, nowMs: Date.now() })
    const { file, fields } = item.source
    rememberUpload(browserMemory(), item.id, file)
    const send = () => sendInParts({
      file, fields, uploadKey: item.id, signal: abort.signal,
      onProgress: (sentBytes) => dispatch({ type: 'progressed', id: item.id, sentBytes }),
      onSent: () => dispatch({ type: 'sent', id: item.id }),
    })
    // One that was just given up is gone before it is begun again.
    void Promise.resolve(discarding.current.get(item.id)).then(send).then((outcome) => {
      running.current.delete(item.id)
      if (outcome.kind === 'answered') forgetUpload(browserMemory(), item.id)
      const event = eventOf(item, outcome)
      if (event) dispatch(event)
    })
  }, [])

  const next = nextUpload(queue)
  useEffect(() => {
    if (next && !running.current.has(next.id)) begin(next)
  }, [begin, next])

  useRetries(queue, dispatch)
  useLeaveWarning(queue.some(isOpen))
  useEffect(() => {
    const { current } = running
    return () => current.forEach((abort) => abort.abort())
  }, [])

  return {
    queue,
    seen,
    add(files, fields) {
      const taken = new Set(queue.map(({ id }) => id))
      const added = files.map((file) => {
        const known = recallUpload(browserMemory(), file)
        const id = known !== null && !taken.has(known) ? known : makeUploadKey()
        taken.add(id)
        return { id, name: file.name, bytes: file.size, source: { file, fields } }
      })
      see(added.map(({ id }) => id))
      dispatch({ type: 'added', bytesMax, files: added })
    },
    cancel(id) {
      const item = queue.find((one) => one.id === id)
      if (!item || !canCancel(item)) return
      running.current.get(id)?.abort()
      forgetUpload(browserMemory(), id)
      discarding.current.set(id, discard(id))
      dispatch({ type: 'cancelled', id })
    },
    again: (id) => dispatch({ type: 'again', id }),
    remove: (id) => dispatch({ type: 'removed', id }),
  }
}

/** Has the server give up what it has of a file; what it is not told now, it gives up by itself in time. */
function discard(uploadKey: string): Promise<unknown> {
  const body = new URLSearchParams({ intent: 'discard', uploadKey })
  return fetch(paths.uploads(), { method: 'POST', body, keepalive: true }).catch(() => null)
}

function eventOf(item: UploadItem<UploadSource>, outcome: PartsOutcome): UploadEvent<UploadSource> | null {
  const { id } = item
  if (outcome.kind === 'aborted') return null
  if (outcome.kind === 'answered') return { type: 'answered', id, answer: outcome.answer }
  const { reason, hasMoved } = outcome
  const dueAtMs = Date.now() + retryDelayMs(hasMoved ? 1 : item.attempts + 1, Math.random())
  return { type: 'broke', id, dueAtMs, reason, hasMoved }
}

/** Wakes what pauses when it is due, or as soon as the network is back. */
function useRetries(queue: UploadQueue<UploadSource>, dispatch: (event: UploadEvent<UploadSource>) => void): void {
  useEffect(() => {
    const pausing = queue.flatMap(({ id, state }) => (state.kind === 'pausing' ? [{ id, dueAtMs: state.dueAtMs }] : []))
    if (pausing.length === 0) return
    const wake = (due: (dueAtMs: number) => boolean) => {
      for (const { id, dueAtMs } of pausing) if (due(dueAtMs)) dispatch({ type: 'due', id })
    }
    const firstMs = Math.min(...pausing.map(({ dueAtMs }) => dueAtMs))
    const timer = setTimeout(() => wake((dueAtMs) => dueAtMs <= Date.now()), Math.max(0, firstMs - Date.now()))
    const online = () => wake(() => true)
    addEventListener('online', online)
    return () => {
      clearTimeout(timer)
      removeEventListener('online', online)
    }
  }, [dispatch, queue])
}

/** Asks before the page is left while files are on their way. */
function useLeaveWarning(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
}
