import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { admit, afterFailure, afterNoVerdict, type Breaker, type BreakerOptions, closedBreaker } from './circuit-breaker'
import { startDeadline } from './deadline.server'
import { retryAfterMsOf, speaksAgainstProvider, toProviderError } from './provider-error.server'
import { retryWaitMs } from './retry-wait'

/** Each has a circuit breaker of its own: a server may speak one and not the other. */
export type ProviderKind = 'chat' | 'embeddings' | 'speech'

/** How a call ended, as the metrics count it. */
export type CallOutcome = 'done' | 'unavailable' | 'busy' | 'refused' | 'garbled' | 'cancelled' | 'held_back'

export interface ProviderOptions {
  /** Of an OpenAI-compatible API, such as `http://localhost:11434/v1`. Null: OpenAI itself. */
  baseUrl: string | null
  /** Null: the server asks for none. */
  apiKey: string | null
  breaker?: BreakerOptions
  /** Told of every call, with how long it took, retries included. */
  onCall?: (kind: ProviderKind, outcome: CallOutcome, ms: number) => void
}

export interface CallOptions {
  signal?: AbortSignal
  /** For the whole call with its retries. */
  timeoutMs: number
}

/** One OpenAI-compatible server. */
export interface Provider {
  /**
   * Runs a call with time-out, retries and circuit breaker, and throws AppError (see `Llm`). `signal` must be passed on
   * to the client; it stays good for a body that is read after `work` has returned, where the time-out no longer holds.
   */
  call<T>(
    kind: ProviderKind, options: CallOptions, work: (client: OpenAI, signal: AbortSignal) => Promise<T>,
  ): Promise<T>
  /** Says that an answer broke off, or made no sense, after its call had returned. */
  noteFailure(kind: ProviderKind): void
  /** Whether calls are held back because the provider seems to be down. */
  isOpen(kind: ProviderKind): boolean
}

const defaultBreaker: BreakerOptions = {
  failuresMax: limits.breakerFailuresMax, openMsMin: limits.breakerOpenMsMin, openMsMax: limits.breakerOpenMsMax,
}

/** Makes the client; nothing is sent before the first call. */
export function makeProvider(options: ProviderOptions): Provider {
  const { breaker: breakerOptions = defaultBreaker, onCall = () => {} } = options
  const client = new OpenAI({
    // Explicit, since the client would otherwise read the environment itself.
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    apiKey: options.apiKey ?? 'none', organization: null, project: null, webhookSecret: null, adminAPIKey: null,
    maxRetries: 0, timeout: limits.llmCallMsMax, logLevel: 'off',
  })
  const breakers = new Map<ProviderKind, Breaker>()
  const breakerOf = (kind: ProviderKind) => breakers.get(kind) ?? closedBreaker
  const noteFailure = (kind: ProviderKind) =>
    void breakers.set(kind, afterFailure(breakerOf(kind), Date.now(), breakerOptions))

  return {
    noteFailure,
    isOpen: (kind) => breakerOf(kind).openUntilMs > Date.now(),
    async call(kind, { signal, timeoutMs }, work) {
      const startedMs = Date.now()
      const end = (outcome: CallOutcome) => onCall(kind, outcome, Date.now() - startedMs)
      const admitted = admit(breakerOf(kind), startedMs)
      if (!admitted) {
        end('held_back')
        throw new AppError('provider_unavailable', 'The model server cannot be reached right now.')
      }
      breakers.set(kind, admitted)
      const deadline = startDeadline(timeoutMs, signal)
      try {
        const result = await withRetries(() => deadline.race(work(client, deadline.signal)), deadline.signal)
        breakers.delete(kind)
        end('done')
        return result
      } catch (cause) {
        const error = signal?.aborted ? new AppError('cancelled', 'This was cancelled.', { cause }) : deadline.blame(cause)
        if (speaksAgainstProvider(error)) noteFailure(kind)
        else if (error.code === 'cancelled') breakers.set(kind, afterNoVerdict(breakerOf(kind)))
        else breakers.delete(kind)
        end(outcomeOf(error))
        throw error
      } finally {
        deadline.clear()
      }
    },
  }
}

async function withRetries<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
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

function outcomeOf(error: AppError): CallOutcome {
  if (error.code === 'provider_busy') return 'busy'
  if (error.code === 'provider_garbled') return 'garbled'
  if (error.code === 'cancelled') return 'cancelled'
  return error.code === 'provider_unavailable' ? 'unavailable' : 'refused'
}
