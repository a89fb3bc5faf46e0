import { createHash } from 'node:crypto'
import { AppError } from '../errors/app-error'
import { readBySteps } from './let-go.server'
import type { PutOptions } from './object-store'

export interface MeteredBody extends AsyncIterable<Uint8Array> {
  /** Length and lower-case hexadecimal SHA-256 of all that has passed. Call once, after the end. */
  total(): { bytes: number; sha256: string }
}

/**
 * Counts and hashes a body while it streams by. Fails with `upload_too_large` at the first byte past `bytesMax`, and
 * with the signal's reason as soon as that aborts, even when the body itself is stuck.
 */
export function meterBody(body: AsyncIterable<Uint8Array>, { signal, bytesMax = Infinity }: PutOptions): MeteredBody {
  const hash = createHash('sha256')
  let bytes = 0

  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of readBySteps(body, (iterator) => nextOrAbort(iterator, signal))) {
      bytes += chunk.length
      if (bytes > bytesMax) throw tooLarge(bytesMax)
      hash.update(chunk)
      yield chunk
    }
  }

  return { [Symbol.asyncIterator]: pass, total: () => ({ bytes, sha256: hash.digest('hex') }) }
}

/** One listener per step, removed after it: racing against one long-lived promise would keep every chunk in memory. */
function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T>> {
  if (!signal) return iterator.next()
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function tooLarge(bytesMax: number): AppError {
  const sentence = `The file is larger than the ${bytesMax.toLocaleString('en')} bytes allowed.`
  return new AppError('upload_too_large', sentence, { params: { bytesMax } })
}
