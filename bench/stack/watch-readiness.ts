import { setTimeout as sleep } from 'node:timers/promises'
import type { Copy } from '../load/copy'

const EVERY_MS = 500

/** Asks all copies for their readiness until the returned function is called, which tells after how many milliseconds the last one was not ready. */
export function watchReadiness(copies: readonly Copy[]): () => Promise<number> {
  const beganAt = performance.now()
  let isOver = false
  let unreadyMs = 0
  const watching = (async () => {
    while (!isOver) {
      const ready = await Promise.all(copies.map((copy) => copy.isReady()))
      if (ready.includes(false)) unreadyMs = performance.now() - beganAt
      await sleep(EVERY_MS)
    }
  })()
  return async () => {
    isOver = true
    await watching
    return unreadyMs
  }
}
