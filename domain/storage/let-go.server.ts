import { Readable } from 'node:stream'

/**
 * Ends a source that nobody will read further. Nothing is awaited, and a Node stream is destroyed outright: the
 * iterator of one that is stuck would answer only when it is no longer stuck.
 */
export function letGo(source: AsyncIterable<unknown>, iterator: AsyncIterator<unknown>): void {
  if (source instanceof Readable) source.destroy()
  else void iterator.return?.()?.then(undefined, () => {})
}

/**
 * Reads a source by steps that may give up on it: `next` waits for the iterator's next chunk. However the reading ends
 * before the source does, the source is let go.
 */
export async function* readBySteps<T>(
  source: AsyncIterable<T>,
  next: (iterator: AsyncIterator<T>) => Promise<IteratorResult<T>>,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    while (true) {
      const result = await next(iterator)
      if (result.done) {
        isDone = true
        return
      }
      yield result.value
    }
  } finally {
    if (!isDone) letGo(source, iterator)
  }
}
