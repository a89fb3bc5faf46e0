import type { OpenAI } from 'openai'
import { AppError } from '#domain/errors/app-error'

/** What a stream has said so far. */
export interface StreamEnd {
  text: string
  usage: OpenAI.CompletionUsage | null
  /** The provider's `finish_reason`; null before the end. */
  finish: string | null
}

/**
 * The text of each chunk of a streamed answer, empty where it has none, which is written into `end` too. Throws AppError
 * `provider_unavailable` where the answer breaks off.
 */
export async function* readChat(
  chunks: AsyncIterable<OpenAI.ChatCompletionChunk>, end: StreamEnd,
): AsyncGenerator<string, void, void> {
  for await (const read of chunks) {
    const chunk = read as Partial<OpenAI.ChatCompletionChunk>
    end.usage = chunk.usage ?? end.usage
    const choice = chunk.choices?.[0]
    end.finish = choice?.finish_reason ?? end.finish
    const delta = choice?.delta?.content ?? ''
    end.text += delta
    yield delta
  }
  // Servers and proxies that die may end the body as if it were whole.
  if (!end.finish) throw new AppError('provider_unavailable', 'The model server broke off in the middle of its answer.')
}
