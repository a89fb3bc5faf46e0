/**
 * A body out of bytes that are read as they are asked for, and no further: a player that stops listening, or goes,
 * stops the reading too.
 *
 * @param signal aborted when the browser has gone
 * @param drained resolves when the browser has taken what it was sent
 */
export function streamBytes(
  bytes: AsyncIterable<Uint8Array>, { signal, drained }: { signal: AbortSignal; drained(): Promise<void> },
): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  const stop = () => void iterator.return?.().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  const settle = () => signal.removeEventListener('abort', stop)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          await drained()
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
