import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { estimateTokens } from '../providers/estimate-tokens'
import type { Provider } from '../providers/provider.server'
import type { UsageToRecord } from '../providers/usage.server'
import { toUnitLength, type EmbedOptions, type Embedder } from './embedder'

export interface RemoteEmbedderOptions {
  provider: Provider
  model: string
  countUsage(usage: UsageToRecord): void
}

/** An embedding model behind an OpenAI-compatible `/v1/embeddings`. */
export function makeRemoteEmbedder({ provider, model, countUsage }: RemoteEmbedderOptions): Embedder {
  async function embedBatch(input: string[], { userId, signal }: EmbedOptions): Promise<Float32Array[]> {
    const options = { timeoutMs: limits.embeddingCallMsMax, ...(signal && { signal }) }
    return provider.call('embeddings', options, async (client, callSignal) => {
      const answer = await client.embeddings.create({ model, input, encoding_format: 'float' }, { signal: callSignal })
      const vectors = readVectors(answer, input.length)
      const told = answer.usage?.prompt_tokens
      const inputTokens = told ?? input.reduce((sum, text) => sum + estimateTokens(text), 0)
      countUsage({ userId, purpose: 'embedding', model, inputTokens, outputTokens: 0, isEstimated: told === undefined })
      return vectors
    })
  }

  return {
    model,
    languages: null,
    // Models differ in what they call far apart; most put everything above this.
    similarityMin: 0.1,
    similaritySure: null,
    async embed(texts, options) {
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += limits.embeddingBatchTextsMax) {
        vectors.push(...await embedBatch(texts.slice(at, at + limits.embeddingBatchTextsMax), options))
      }
      return vectors
    },
    close: async () => undefined,
  }
}

/** Typed by the client, but a server may send anything. */
function readVectors(answer: { data?: { index?: number; embedding?: unknown }[] }, count: number): Float32Array[] {
  const rows = [...(answer.data ?? [])].sort((one, other) => (one.index ?? 0) - (other.index ?? 0))
  const vectors = rows.map(({ embedding }) => embedding)
  const length = Array.isArray(vectors[0]) ? vectors[0].length : 0
  const isWhole = (vector: unknown): vector is number[] =>
    Array.isArray(vector) && vector.length === length && length > 0 && vector.every(Number.isFinite)
  if (vectors.length !== count || !vectors.every(isWhole)) {
    throw new AppError('provider_garbled', 'The model server gave embeddings that cannot be used.')
  }
  return vectors.map(toUnitLength)
}
