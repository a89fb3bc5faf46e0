import type { Metrics } from '#domain/telemetry/metrics.server'
import type { LlmUsage, UsagePurpose } from './llm'
import type { Provider } from './provider.server'
import type { CallOutcome, ProviderKind } from './provider-gate.server'

export interface ProviderMetrics {
  onCall(kind: ProviderKind, outcome: CallOutcome, ms: number): void
  onUsage(purpose: UsagePurpose, usage: LlmUsage): void
  /** Shows from now on whether calls to this provider are held back. */
  watch(provider: Provider): void
}

const KINDS: readonly ProviderKind[] = ['chat', 'embeddings', 'speech']

export function makeProviderMetrics(metrics: Metrics): ProviderMetrics {
  const calls = metrics.counter({
    name: 'steno_provider_calls_total',
    what: 'Calls to the OpenAI-compatible server, by kind and outcome.',
    rise: 'of any outcome but done: summaries, answers, translations or searches fall back to what Steno can do alone.',
    labels: ['kind', 'outcome'],
  })
  const seconds = metrics.histogram({
    name: 'steno_provider_call_seconds',
    what: 'Time of a call with its retries, of a stream until its first word.',
    rise: 'the model server is slow or overloaded.',
    labels: ['kind'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 120],
  })
  const tokens = metrics.counter({
    name: 'steno_provider_tokens_total',
    what: 'Tokens read and written by models, by purpose.',
    rise: 'more is spent on them.',
    labels: ['purpose', 'direction'],
  })
  const open = metrics.gauge({
    name: 'steno_provider_breaker_open_count',
    what: 'Whether calls are held back (1) because so many failed in a row.',
    rise: 'the model server is down, or out of reach.',
    labels: ['kind'],
    collect: (gauge) => { for (const kind of KINDS) gauge.set({ kind }, watched?.isOpen(kind) ? 1 : 0) },
  })
  let watched: Provider | null = null
  for (const kind of KINDS) open.set({ kind }, 0)

  return {
    onCall(kind, outcome, ms) {
      calls.inc({ kind, outcome })
      if (outcome !== 'held_back') seconds.observe({ kind }, ms / 1000)
    },
    onUsage(purpose, usage) {
      tokens.inc({ purpose, direction: 'input' }, usage.inputTokens)
      tokens.inc({ purpose, direction: 'output' }, usage.outputTokens)
    },
    watch: (provider) => void (watched = provider),
  }
}
