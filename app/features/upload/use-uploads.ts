import { useCallback, useEffect, useReducer, useRef } from 'react'
import { paths } from '~/web/paths'
import { makeUploadKey } from './make-upload-key'
import { sendFile } from './send-file'
import { canCancel, isOpen, retryDelayMs, type UploadItem } from './upload-item'
import { nextUpload, reduceUploads, type UploadEvent, type UploadQueue } from './upload-queue'

/** A file with what was chosen for it when it was added. */
export interface UploadSource {
  file: File
  fields: Record<string, string>
}

export interface Uploads {
  queue: UploadQueue<UploadSource>
  add(files: File[], fields: Record<string, string>): void
  cancel(id: string): void
  again(id: string): void
  remove(id: string): void
}

/** Carries the upload list out: begins what is due, sends it, and begins again what broke off. */
export function useUploads({ bytesMax }: { bytesMax: number }): Uploads {
  const [queue, dispatch] = useReducer(reduceUploads<UploadSource>, [])
  const running = useRef(new Map<string, AbortController>())

  const begin = useCallback((item: UploadItem<UploadSource>) => {
    const abort = new AbortController()
    running.current.set(item.id, abort)
    dispatch({ type: 'started', id: item.id, nowMs: Date.now() })
    void sendFile({
      url: paths.uploadFile(),
      file: item.source.file,
      // The same for every attempt: the server may have taken the file though its answer was lost.
      fields: { ...item.source.fields, uploadKey: item.id },
      signal: abort.signal,
      onProgress: (sentBytes) => dispatch({ type: 'progressed', id: item.id, sentBytes }),
      onSent: () => dispatch({ type: 'sent', id: item.id }),
    }).then((outcome) => {
      running.current.delete(item.id)
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
    add: (files, fields) => dispatch({
      type: 'added',
      bytesMax,
      files: files.map((file) => (
        { id: makeUploadKey(), name: file.name, bytes: file.size, source: { file, fields } })),
    }),
    cancel(id) {
      const item = queue.find((one) => one.id === id)
      if (!item || !canCancel(item)) return
      running.current.get(id)?.abort()
      dispatch({ type: 'cancelled', id })
    },
    again: (id) => dispatch({ type: 'again', id }),
    remove: (id) => dispatch({ type: 'removed', id }),
  }
}

function eventOf(
  item: UploadItem<UploadSource>, outcome: Awaited<ReturnType<typeof sendFile>>,
): UploadEvent<UploadSource> | null {
  if (outcome.kind === 'aborted') return null
  if (outcome.kind === 'answered') return { type: 'answered', id: item.id, answer: outcome.answer }
  const dueAtMs = Date.now() + retryDelayMs(item.attempts + 1, Math.random())
  return { type: 'broke', id: item.id, dueAtMs, reason: outcome.reason }
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
