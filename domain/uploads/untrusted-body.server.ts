import { AppError, isAppError } from '../errors/app-error'
import { readBySteps } from '../storage/let-go.server'

interface BodyOptions {
  /** The longest wait for the next bytes, in ms. Only waiting for the sender counts, not the use of the bytes. */
  stallMs: number
  signal?: AbortSignal
}

/**
 * A body from the network with an end to every wait. Fails with `upload_stalled` when nothing comes for `stallMs`, with
 * `upload_incomplete` when the connection breaks, with the signal's reason when that aborts; an AppError of the body
 * itself passes through. The source is let go in every case.
 */
export function untrustedBody(
  source: AsyncIterable<Uint8Array>,
  { stallMs, signal }: BodyOptions,
): AsyncGenerator<Uint8Array> {
  return readBySteps(source, (iterator) => nextWithin(iterator, stallMs, signal))
}

function nextWithin<T>(
  iterator: AsyncIterator<T>,
  stallMs: number,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => reject(signal?.reason)
    const timer = setTimeout(() => reject(stalled(stallMs)), stallMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    iterator
      .next()
      .then(resolve, (error: unknown) => reject(isAppError(error) ? error : uploadIncomplete(error)))
      .finally(() => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      })
  })
}

function stalled(stallMs: number): AppError {
  const seconds = Math.max(1, Math.round(stallMs / 1000))
  const sentence = `Nothing came for ${seconds} s, so the upload was given up: check the connection and try again.`
  return new AppError('upload_stalled', sentence, { params: { seconds } })
}

export function uploadIncomplete(cause: unknown): AppError {
  return new AppError('upload_incomplete', 'The connection broke before all of the file had arrived: send it again.', {
    cause,
  })
}
