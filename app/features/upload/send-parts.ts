import type { PartUploadState } from './part-upload'
import type { PutOutcome } from './put-part'

type Part = PartUploadState['parts'][number]

export interface PartSender {
  put(part: Part, onProgress: (sentBytes: number) => void, signal: AbortSignal): Promise<PutOutcome>
  /** Of the whole file. */
  onProgress(sentBytes: number): void
  signal: AbortSignal
  nowMs?(): number
}

/** Parts on their way at the same time: a second one fills the pauses of the first. */
export const PARTS_AT_ONCE = 2

/**
 * Sends the parts for which there are addresses, as long as those are good. The first that breaks off ends the others.
 * Answers how many have arrived, and how it ended.
 */
export async function sendParts(
  { partBytes, bytes, arrived, parts, urlsGoodForMs }: PartUploadState, { put, onProgress, signal, nowMs = Date.now }: PartSender,
): Promise<{ arrived: number; end: PutOutcome }> {
  const until = nowMs() + urlsGoodForMs
  const waiting = [...parts]
  const ending = new AbortController()
  const abort = () => ending.abort()
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  const sent = new Map(arrived.map((number) => [number, Math.min(partBytes, bytes - (number - 1) * partBytes)]))
  const tell = () => onProgress([...sent.values()].reduce((sum, part) => sum + part, 0))
  let count = 0
  let end: PutOutcome = { kind: 'arrived' }
  tell()
  async function lane(): Promise<void> {
    while (end.kind === 'arrived' && nowMs() < until) {
      const part = waiting.shift()
      if (!part) return
      const outcome = await put(part, (partSent) => {
        sent.set(part.number, partSent)
        tell()
      }, ending.signal)
      if (outcome.kind === 'arrived') count += 1
      else if (end.kind === 'arrived') end = outcome
      sent.set(part.number, outcome.kind === 'arrived' ? part.bytes : 0)
      if (outcome.kind !== 'arrived') abort()
    }
  }
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane))
  signal.removeEventListener('abort', abort)
  return { arrived: count, end }
}
