/** A request whose body outlives its reader, so that a refusal can still be answered. */
export interface SparedBody {
  request: Request
  /** Reads what is left and throws it away, up to `bytesMax`. Resolves with whether the end was reached. */
  drain(limits: { bytesMax: number; stallMs: number }): Promise<boolean>
}

/**
 * Cancelling the body of a Node request closes the connection, and a browser that is still sending then shows
 * "connection reset" in place of the answer. The request returned here can be cancelled without that; whoever answers
 * before the body's end drains it first.
 */
export function spareBody(original: Request): SparedBody {
  const reader = original.body?.getReader()
  if (!reader) return { request: original, drain: async () => true }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
  const { url, method, headers, signal } = original
  return {
    request: new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit),
    async drain({ bytesMax, stallMs }) {
      for (let bytes = 0; bytes <= bytesMax;) {
        const result = await withinMs(reader.read(), stallMs).catch(() => null)
        if (result === null) return false
        if (result.done) return true
        bytes += result.value.length
      }
      return false
    },
  }
}

/** Null when it takes longer. */
async function withinMs<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => { timer = setTimeout(resolve, ms, null) })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
