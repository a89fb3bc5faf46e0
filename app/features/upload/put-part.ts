import type { BreakReason } from './upload-item'

export type PutOutcome = { kind: 'arrived' } | { kind: 'broke'; reason: BreakReason } | { kind: 'aborted' }

export interface PutOptions {
  url: string
  body: Blob
  onProgress(sentBytes: number): void
  signal: AbortSignal
}

/** Without a byte leaving, or an answer to the last, for this long, the way is dead. */
const STALL_MS = 30_000

/** Sends one part. By XMLHttpRequest, because fetch tells no progress of what it sends. Never rejects. */
export function putPart({ url, body, onProgress, signal }: PutOptions): Promise<PutOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let watch: ReturnType<typeof setTimeout> | undefined
    const end = (outcome: PutOutcome) => {
      clearTimeout(watch)
      signal.removeEventListener('abort', abort)
      resolve(outcome)
      // A settled promise ignores what the abort reports.
      request.abort()
    }
    const abort = () => end({ kind: 'aborted' })
    const expect = () => {
      clearTimeout(watch)
      watch = setTimeout(() => end({ kind: 'broke', reason: 'stalled' }), STALL_MS)
    }
    request.upload.addEventListener('progress', ({ loaded }) => {
      expect()
      onProgress(Math.min(loaded, body.size))
    })
    request.addEventListener('error', () => end({ kind: 'broke', reason: 'connection' }))
    request.addEventListener('load', () => {
      const isThere = request.status >= 200 && request.status < 300
      end(isThere ? { kind: 'arrived' } : { kind: 'broke', reason: 'server' })
    })
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    request.open('PUT', url)
    request.send(body)
    expect()
  })
}
