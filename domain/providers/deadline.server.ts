import { AppError } from '#domain/errors/app-error'
import { toProviderError } from './provider-error.server'

/** A time-out and a caller's signal as one signal. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Rejects as soon as the signal aborts, also where the work itself does not listen to it. */
  race<T>(work: Promise<T>): Promise<T>
  /** What an error means: one of the time-out's own is the provider's silence, not somebody's wish. */
  blame(error: unknown): AppError
  /** Starts the clock anew. */
  restart(timeoutMs: number): void
  /** Takes the time-out off; the caller's signal goes on to hold. */
  clear(): void
}

/** Starts the clock. Call `clear` when the work has ended. */
export function startDeadline(timeoutMs: number, outer?: AbortSignal): Deadline {
  const time = new AbortController()
  let timer = setTimeout(() => time.abort(), timeoutMs)
  const signal = outer ? AbortSignal.any([outer, time.signal]) : time.signal
  return {
    signal,
    async race(work) {
      let onAbort = () => {}
      const aborted = new Promise<never>((_, reject) => {
        onAbort = () => reject(silence())
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      })
      // Whichever loses must not count as a rejection that nobody handles.
      work.catch(() => {})
      try {
        return await Promise.race([work, aborted])
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
    blame: (error) => (time.signal.aborted ? silence(error) : toProviderError(error)),
    restart(anewMs) {
      clearTimeout(timer)
      timer = setTimeout(() => time.abort(), anewMs)
    },
    clear: () => clearTimeout(timer),
  }
}

function silence(cause?: unknown): AppError {
  return new AppError('provider_unavailable', 'The model server did not answer in time.', { cause })
}
