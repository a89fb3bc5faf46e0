import OpenAI from 'openai'
import type { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { BreakerOptions } from './circuit-breaker'
import { startDeadline } from './deadline.server'
import { cancelled } from './provider-error.server'
import { makeGate, type OnCall, type ProviderKind } from './provider-gate.server'
import { inSpan } from '#domain/telemetry/tracing.server'
import { withRetries } from './with-retries.server'

export interface ProviderOptions {
  /** Of an OpenAI-compatible API, such as `http://localhost:11434/v1`. Null: OpenAI itself. */
  baseUrl: string | null
  /** Null: the server asks for none. */
  apiKey: string | null
  breaker?: BreakerOptions
  onCall?: OnCall
}

export interface CallOptions {
  signal?: AbortSignal
  /** For the whole call with its retries; of a stream until its first word. */
  timeoutMs: number
}

export interface StreamOptions extends CallOptions {
  /** For the silence between two pieces after the first word. */
  pauseMs: number
  /** For the whole stream, with the retries before it. */
  wholeMs: number
}

/** One OpenAI-compatible server. Both ways to call it throw AppError (see `Llm`). */
export interface Provider {
  /** Runs a call with time-out, retries and circuit breaker. `signal` must be passed on to the client, here and below. */
  call<T>(
    kind: ProviderKind, options: CallOptions, work: (client: OpenAI, signal: AbortSignal) => Promise<T>,
  ): Promise<T>
  /**
   * The same for an answer that comes in pieces; empty ones are mere signs of life, and left out. What `open` answers
   * throws where the answer is not whole. Leaving the loop early ends the call.
   */
  stream(
    kind: ProviderKind, options: StreamOptions,
    open: (client: OpenAI, signal: AbortSignal) => Promise<AsyncIterable<string>>,
  ): AsyncGenerator<string, void, void>
  /** Whether calls are held back because the provider seems to be down. */
  isOpen(kind: ProviderKind): boolean
  /** Until when they are, in milliseconds since 1970; null where they are not. */
  heldBackUntil(kind: ProviderKind): number | null
}

const defaultBreaker: BreakerOptions = {
  failuresMax: limits.breakerFailuresMax, openMsMin: limits.breakerOpenMsMin, openMsMax: limits.breakerOpenMsMax,
}

/** Makes the client; nothing is sent before the first call. */
export function makeProvider({ baseUrl, apiKey, breaker = defaultBreaker, onCall = () => {} }: ProviderOptions): Provider {
  const client = new OpenAI({
    // Explicit, since the client would otherwise read the environment itself.
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    apiKey: apiKey ?? 'none', organization: null, project: null, webhookSecret: null, adminAPIKey: null,
    maxRetries: 0, timeout: limits.llmCallMsMax, logLevel: 'off',
  })
  const gate = makeGate(breaker, onCall)

  return {
    isOpen: gate.isOpen,
    heldBackUntil: gate.heldBackUntil,
    async call(kind, { signal, timeoutMs }, work) {
      const pass = gate.enter(kind)
      const deadline = startDeadline(timeoutMs, signal)
      try {
        const result = await inSpan(`provider ${kind}`, { purpose: 'call' }, () =>
          withRetries(() => deadline.race(work(client, deadline.signal)), deadline.signal))
        pass.end(null)
        return result
      } catch (cause) {
        const error = signal?.aborted ? cancelled(cause) : deadline.blame(cause)
        pass.end(error)
        throw error
      } finally {
        deadline.clear()
      }
    },
    async *stream(kind, { signal, timeoutMs, pauseMs, wholeMs }, open) {
      const pass = gate.enter(kind)
      const leaving = new AbortController()
      const whole = startDeadline(wholeMs, signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal)
      const next = startDeadline(timeoutMs, whole.signal)
      let hasBegun = false
      // Until it is known: whoever leaves the loop says nothing of the provider.
      let outcome: AppError | null = cancelled()
      try {
        const pieces = (await withRetries(() => next.race(open(client, next.signal)), next.signal))[Symbol.asyncIterator]()
        for (;;) {
          if (hasBegun) next.restart(pauseMs)
          const piece = await next.race(pieces.next())
          if (piece.done) break
          if (piece.value === '') continue
          // How long the reader takes is no silence of the provider's.
          next.clear()
          if (!hasBegun) pass.answer()
          hasBegun = true
          yield piece.value
        }
        outcome = null
      } catch (cause) {
        outcome = signal?.aborted ? cancelled(cause) : whole.blame(next.blame(cause))
        throw outcome
      } finally {
        pass.end(outcome)
        next.clear()
        whole.clear()
        leaving.abort()
      }
    },
  }
}
