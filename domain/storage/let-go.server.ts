import { Readable } from 'node:stream'

/**
 * Ends a source that nobody will read further. Nothing is awaited, and a Node stream is destroyed outright: the
 * iterator of one that is stuck would answer only when it is no longer stuck.
 */
export function letGo(source: AsyncIterable<unknown>, iterator: AsyncIterator<unknown>): void {
  if (source instanceof Readable) source.destroy()
  else void iterator.return?.()?.then(undefined, () => {})
}
