/**
 * A body out of bytes that are read as they are asked for, and no further: a player that stops listening, or goes, stops
 * the reading too.
 */
export function streamBytes(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  const stop = () => void iterator.return?.().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  const settle = () => signal.removeEventListener('abort', stop)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next()
          if (!done) return controller.enqueue(value)
          settle()
          controller.close()
        } catch (error) {
          settle()
          controller.error(error)
        }
      },
      async cancel() {
        settle()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
