import { setTimeout as sleep } from 'node:timers/promises'
import { retryAfterMsOf, speaksAgainstProvider, toProviderError } from './provider-error.server'
import { retryWaitMs } from './retry-wait'

/** Does work again, after a while, as often as it makes sense and until `signal` aborts. Throws AppError. */
export async function withRetries<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      const error = toProviderError(thrown)
      const waitMs = speaksAgainstProvider(error) && !signal.aborted
        ? retryWaitMs(attempt, retryAfterMsOf(error), Math.random()) : null
      if (waitMs === null) throw error
      await sleep(waitMs, undefined, { signal }).catch(() => { throw error })
    }
  }
}
