import { APIError, type OpenAI } from 'openai'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { chatBody, type ChatShape, firstTastes, learn, promptTokens } from './chat-parameters'
import { estimateTokens } from './estimate-tokens'
import type { Llm, LlmReply, LlmRequest, LlmUsage } from './llm'
import { askForJson } from './llm-json.server'
import type { Provider } from './provider.server'
import { readChat, type StreamEnd } from './read-chat.server'

export interface LlmOptions {
  provider: Provider
  model: string
  /** Tokens that a prompt and its answer may have together. */
  contextTokens: number
  /** Told of every answer, whole or not; what it throws is not the caller's trouble, so it must not throw. */
  onUsage?: (request: LlmRequest, usage: LlmUsage) => void
}

/** A language model behind an OpenAI-compatible `/v1/chat/completions`, which all such servers speak. */
export function makeLlm({ provider, model, contextTokens, onUsage = () => {} }: LlmOptions): Llm {
  let tastes = firstTastes

  /** Sends a request in the way that this server takes it, learning from what it refuses. */
  async function send<T>(request: LlmRequest, shape: ChatShape, post: (body: object) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await post(chatBody(model, request, shape, tastes))
      } catch (error) {
        const isRefusal = error instanceof APIError && (error.status === 400 || error.status === 422)
        const learnt = isRefusal ? learn(tastes, error.message) : null
        if (!learnt) throw error
        tastes = learnt
      }
    }
  }

  function checkBudget({ messages, outputTokensMax }: LlmRequest): void {
    if (promptTokens(messages) + outputTokensMax <= contextTokens) return
    throw new AppError('provider_input_too_long', 'This is more text than the language model takes at once.')
  }

  const callOptions = ({ signal, timeoutMs = limits.llmCallMsMax }: LlmRequest) => ({ timeoutMs, ...(signal && { signal }) })

  async function complete(request: LlmRequest, schema: object | null = null): Promise<LlmReply> {
    checkBudget(request)
    const shape = { isStream: false, schema }
    return provider.call('chat', callOptions(request), async (client, signal) => {
      const answer = await send(request, shape, (body) =>
        client.chat.completions.create(body as OpenAI.ChatCompletionCreateParamsNonStreaming, { signal }))
      const reply = readReply(answer, request)
      onUsage(request, reply.usage)
      return reply
    })
  }

  async function* stream(request: LlmRequest): AsyncGenerator<string, LlmReply, void> {
    checkBudget(request)
    const shape = { isStream: true, schema: null }
    const options = { ...callOptions(request), pauseMs: limits.llmStreamPauseMsMax, wholeMs: limits.llmStreamMsMax }
    const end: StreamEnd = { text: '', usage: null, finish: null }
    try {
      yield* provider.stream('chat', options, async (client, signal) => {
        const chunks = await send(request, shape, (body) => client.chat.completions.create(
          { ...body, stream: true } as OpenAI.ChatCompletionCreateParamsStreaming, { signal },
        ))
        return readChat(chunks, end)
      })
      return { text: end.text, usage: usageOf(end.usage, request, end.text), isCutOff: end.finish === 'length' }
    } finally {
      if (end.text || end.usage) onUsage(request, usageOf(end.usage, request, end.text))
    }
  }

  return {
    model,
    contextTokens,
    complete: (request) => complete(request),
    stream,
    json: (request, schema) => askForJson(complete, request, schema),
  }
}

function readReply(answer: OpenAI.ChatCompletion, request: LlmRequest): LlmReply {
  // Typed by the client, but a server may send anything.
  const choice = (answer as Partial<OpenAI.ChatCompletion> | null)?.choices?.[0]
  const text = choice?.message?.content
  if (typeof text !== 'string') throw new AppError('provider_garbled', 'The model server gave an answer without text.')
  return { text, usage: usageOf(answer.usage, request, text), isCutOff: choice?.finish_reason === 'length' }
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined, request: LlmRequest, text: string): LlmUsage {
  if (usage && Number.isFinite(usage.prompt_tokens) && Number.isFinite(usage.completion_tokens)) {
    return { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens, isEstimated: false }
  }
  return { inputTokens: promptTokens(request.messages), outputTokens: estimateTokens(text), isEstimated: true }
}
