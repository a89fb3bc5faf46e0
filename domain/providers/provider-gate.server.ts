import { AppError } from '#domain/errors/app-error'
import {
  admit, afterFailure, afterFirstWord, afterNoVerdict, type Breaker, type BreakerOptions, closedBreaker,
} from './circuit-breaker'
import { speaksAgainstProvider } from './provider-error.server'

/** Each has a circuit breaker of its own: a server may speak one and not the other. */
export type ProviderKind = 'chat' | 'embeddings' | 'speech'

/** How a call ended, as the metrics count it. */
export type CallOutcome = 'done' | 'unavailable' | 'busy' | 'refused' | 'garbled' | 'cancelled' | 'held_back'

/** One call that was let through. */
export interface Pass {
  /** The provider has begun to answer, and goes on. */
  answer(): void
  /** The call has ended, to be said once; null: well. */
  end(error: AppError | null): void
}

/** What calls go through: a circuit breaker for each kind, and the meters. */
export interface Gate {
  /** Throws AppError `provider_unavailable` where calls are held back. */
  enter(kind: ProviderKind): Pass
  /** Whether calls are held back because the provider seems to be down. */
  isOpen(kind: ProviderKind): boolean
  /** Until when they are, in milliseconds since 1970; null where they are not. */
  heldBackUntil(kind: ProviderKind): number | null
}

/** Told of every call, with how long it took until its answer began, or else until its end. */
export type OnCall = (kind: ProviderKind, outcome: CallOutcome, ms: number) => void

/** Makes a gate with nothing held back. */
export function makeGate(options: BreakerOptions, onCall: OnCall): Gate {
  const breakers = new Map<ProviderKind, Breaker>()
  const breakerOf = (kind: ProviderKind) => breakers.get(kind) ?? closedBreaker

  return {
    isOpen: (kind) => breakerOf(kind).openUntilMs > Date.now(),
    heldBackUntil(kind) {
      const { openUntilMs } = breakerOf(kind)
      return openUntilMs > Date.now() ? openUntilMs : null
    },
    enter(kind) {
      const startedMs = Date.now()
      const admitted = admit(breakerOf(kind), startedMs)
      if (!admitted) {
        onCall(kind, 'held_back', 0)
        throw new AppError('provider_unavailable', 'The model server cannot be reached right now.')
      }
      breakers.set(kind, admitted)
      let { isProbing: isProbe } = admitted
      let answeredMs: number | null = null
      return {
        answer() {
          answeredMs = Date.now()
          isProbe = false
          breakers.set(kind, afterFirstWord(breakerOf(kind)))
        },
        end(error) {
          const breaker = breakerOf(kind)
          if (error?.code === 'cancelled') breakers.set(kind, afterNoVerdict(breaker, isProbe))
          else if (error && speaksAgainstProvider(error)) {
            breakers.set(kind, afterFailure(breaker, Date.now(), options, isProbe))
          } else breakers.delete(kind)
          onCall(kind, error ? outcomeOf(error) : 'done', (answeredMs ?? Date.now()) - startedMs)
        },
      }
    },
  }
}

function outcomeOf(error: AppError): CallOutcome {
  if (error.code === 'provider_busy') return 'busy'
  if (error.code === 'provider_garbled') return 'garbled'
  if (error.code === 'cancelled') return 'cancelled'
  return error.code === 'provider_unavailable' ? 'unavailable' : 'refused'
}
