import { estimateTokens } from './estimate-tokens'
import type { LlmMessage, LlmRequest } from './llm'

/**
 * What one server and model take. OpenAI's newer models refuse `max_tokens` and any `temperature` of one's own; many
 * compatible servers know neither `max_completion_tokens` nor `response_format`. Which is which is learnt from their
 * refusals, so that nobody has to configure it.
 */
export interface Tastes {
  readonly outputLimit: 'max_completion_tokens' | 'max_tokens'
  /** Optional parameters that were refused. */
  readonly refused: ReadonlySet<OptionalParameter>
}

const optionalParameters = ['temperature', 'stream_options', 'response_format'] as const
type OptionalParameter = (typeof optionalParameters)[number]

export const firstTastes: Tastes = { outputLimit: 'max_tokens', refused: new Set() }

/** Tastes after a refusal (status 400 or 422) with these words; null where the words name nothing that can be left out. */
export function learn(tastes: Tastes, words: string): Tastes | null {
  const named = optionalParameters.find((name) => words.includes(name) && !tastes.refused.has(name))
  if (named) return { ...tastes, refused: new Set([...tastes.refused, named]) }
  if (words.includes('max_tokens') && tastes.outputLimit === 'max_tokens') {
    return { ...tastes, outputLimit: 'max_completion_tokens' }
  }
  return null
}

export interface ChatShape {
  isStream: boolean
  /** JSON schema of the answer, null for plain text. */
  schema: object | null
}

/** The body of a chat completion. */
export function chatBody(model: string, request: LlmRequest, shape: ChatShape, tastes: Tastes) {
  const optional = {
    // Answers are to keep to the recordings: nothing is gained by chance.
    temperature: { temperature: 0 },
    stream_options: shape.isStream ? { stream_options: { include_usage: true } } : {},
    response_format: shape.schema
      ? { response_format: { type: 'json_schema' as const, json_schema: { name: 'answer', schema: { ...shape.schema } } } }
      : {},
  }
  const taken = optionalParameters.filter((name) => !tastes.refused.has(name)).map((name) => optional[name])
  return Object.assign(
    { model, messages: request.messages.map(({ role, content }) => ({ role, content })) },
    { [tastes.outputLimit]: request.outputTokensMax },
    ...taken,
  ) as { model: string; messages: LlmMessage[] }
}

/** Tokens of a prompt, estimated. */
export function promptTokens(messages: readonly LlmMessage[]): number {
  const PER_MESSAGE = 4
  return messages.reduce((sum, { content }) => sum + PER_MESSAGE + estimateTokens(content), 0)
}
