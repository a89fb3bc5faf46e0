import { makeTraceparent } from '~/web/make-traceparent'
import type { BreakReason } from './upload-item'

export type Asked =
  | { kind: 'answer'; status: number; text: string }
  | { kind: 'broke'; reason: BreakReason }
  | { kind: 'aborted' }

/** Asks for an answer, with an end to the wait. Never rejects; troubles that may pass are breaks. */
export async function askServer(
  url: string, { fields, signal, waitMs }: { fields?: Record<string, string>; signal: AbortSignal; waitMs: number },
): Promise<Asked> {
  const ending = new AbortController()
  const abort = () => ending.abort()
  const watch = setTimeout(abort, waitMs)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    const headers = { Accept: 'application/json', traceparent: makeTraceparent() }
    const post = fields && { method: 'POST', body: new URLSearchParams(fields) }
    const response = await fetch(url, { ...post, headers, signal: ending.signal })
    const text = await response.text()
    if (isPassing(response.status)) return { kind: 'broke', reason: 'server' }
    return { kind: 'answer', status: response.status, text }
  } catch {
    if (signal.aborted) return { kind: 'aborted' }
    return { kind: 'broke', reason: ending.signal.aborted ? 'stalled' : 'connection' }
  } finally {
    clearTimeout(watch)
    signal.removeEventListener('abort', abort)
  }
}

/** A refusal (4xx) is final, but for those that say "later"; everything the server could not help may pass. */
export const isPassing = (status: number) => status >= 500 || [408, 425, 429].includes(status)
