import { makeTraceparent } from '~/web/make-traceparent'
import { isPassing } from './ask-server'
import { parseUploadAnswer } from './upload-answer'
import type { BreakReason, UploadAnswer } from './upload-item'

/** How an attempt ended: with the server's word on the file, or broken off, which another attempt may mend. */
export type SendOutcome =
  | { kind: 'answered'; answer: UploadAnswer }
  | { kind: 'broke'; reason: BreakReason }
  | { kind: 'aborted' }

export interface SendOptions {
  url: string
  /** What is said about the file; sent before it, so that the server knows it when the file begins. */
  fields: Record<string, string>
  file: File
  onProgress(sentBytes: number): void
  /** Every byte has left. */
  onSent(): void
  signal: AbortSignal
}

/** Without a byte leaving for this long, the way to the server is dead. */
const STALL_MS = 30_000
/** Once all has left, the server stores and looks at the file; a long one takes a while. */
const ANSWER_MS = 5 * 60_000

/** Sends one file. By XMLHttpRequest, because fetch tells no progress of what it sends. Never rejects. */
export function sendFile({ url, fields, file, onProgress, onSent, signal }: SendOptions): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let watch: ReturnType<typeof setTimeout> | undefined
    const end = (outcome: SendOutcome) => {
      clearTimeout(watch)
      signal.removeEventListener('abort', abort)
      resolve(outcome)
      // A settled promise ignores what the abort reports.
      request.abort()
    }
    const abort = () => end({ kind: 'aborted' })
    const expectWithin = (ms: number) => {
      clearTimeout(watch)
      watch = setTimeout(() => end({ kind: 'broke', reason: 'stalled' }), ms)
    }
    request.upload.addEventListener('progress', ({ loaded }) => {
      expectWithin(STALL_MS)
      onProgress(loaded)
    })
    request.upload.addEventListener('load', () => {
      expectWithin(ANSWER_MS)
      onSent()
    })
    request.addEventListener('error', () => end({ kind: 'broke', reason: 'connection' }))
    request.addEventListener('load', () => end(outcomeOf(request)))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    request.open('POST', url)
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('traceparent', makeTraceparent())
    request.send(formOf(fields, file))
    expectWithin(STALL_MS)
  })
}

function formOf(fields: Record<string, string>, file: File): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file)
  return form
}

function outcomeOf(request: XMLHttpRequest): SendOutcome {
  const answer = parseUploadAnswer(request.responseText)
  if (isPassing(request.status) || answer === null && request.status < 400) return { kind: 'broke', reason: 'server' }
  return { kind: 'answered', answer: answer ?? { ok: false, error: { code: 'internal', params: {} } } }
}
