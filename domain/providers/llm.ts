import type { ZodType } from 'zod'

export interface LlmMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a call is for; use and cost are kept apart by it. */
export type UsagePurpose = 'summary' | 'answer' | 'translation' | 'embedding' | 'speech'

export interface LlmRequest {
  /** Whose recordings it serves: use and cost are counted for them. */
  userId: string
  purpose: UsagePurpose
  messages: readonly LlmMessage[]
  /** Tokens that the answer may have; what goes beyond is cut off. */
  outputTokensMax: number
  /** For the whole call with its retries, in a stream until its first word. Default `limits.llmCallMsMax`. */
  timeoutMs?: number
  signal?: AbortSignal
}

export interface LlmUsage {
  inputTokens: number
  outputTokens: number
  /** The provider did not say, so that they were estimated. */
  isEstimated: boolean
}

export interface LlmReply {
  text: string
  usage: LlmUsage
  /** The answer was longer than `outputTokensMax`. */
  isCutOff: boolean
}

/**
 * A large language model. Every method throws AppError: `provider_unavailable`, `provider_busy` and `provider_garbled`,
 * which may pass; `provider_refused` and `provider_input_too_long`, which won't; `cancelled` when `signal` aborts.
 */
export interface Llm {
  /** Its name as the provider knows it. */
  readonly model: string
  /** Tokens that a prompt and its answer may have together; estimate with `estimateTokens`. */
  readonly contextTokens: number
  complete(request: LlmRequest): Promise<LlmReply>
  /** Yields the answer piece by piece as it is written, and returns the whole. Leaving the loop early ends the call. */
  stream(request: LlmRequest): AsyncGenerator<string, LlmReply, void>
  /**
   * An answer in the shape of a schema. A reply that does not fit is asked for once more, with the complaint; then it
   * throws `provider_garbled`.
   */
  json<T>(request: LlmRequest, schema: ZodType<T>): Promise<{ value: T; usage: LlmUsage }>
}
