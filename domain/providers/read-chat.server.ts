import type { OpenAI } from 'openai'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { startDeadline } from './deadline.server'
import type { Provider } from './provider.server'

/** What a stream has said so far. */
export interface StreamEnd {
  text: string
  usage: OpenAI.CompletionUsage | null
  /** The provider's `finish_reason`; null before the end. */
  finish: string | null
}

/**
 * Reads a streamed answer and writes what it says into `end`. Throws AppError `provider_unavailable` where it breaks off
 * or pauses for too long, `cancelled` where `signal` aborts.
 */
export async function* readChat(
  chunks: AsyncIterable<OpenAI.ChatCompletionChunk>, end: StreamEnd, { provider, signal }: { provider: Provider; signal: AbortSignal },
): AsyncGenerator<string, void, void> {
  const iterator = chunks[Symbol.asyncIterator]()
  for (;;) {
    const next = await nextWithin(iterator, signal).catch((error: AppError) => {
      if (error.code !== 'cancelled') provider.noteFailure('chat')
      throw error
    })
    if (next.done) break
    const chunk = next.value as Partial<OpenAI.ChatCompletionChunk>
    end.usage = chunk.usage ?? end.usage
    const choice = chunk.choices?.[0]
    end.finish = choice?.finish_reason ?? end.finish
    const delta = choice?.delta?.content
    if (!delta) continue
    end.text += delta
    yield delta
  }
  if (end.finish) return
  if (signal.aborted) throw new AppError('cancelled', 'This was cancelled.')
  // Servers and proxies that die may end the body as if it were whole.
  provider.noteFailure('chat')
  throw new AppError('provider_unavailable', 'The model server broke off in the middle of its answer.')
}

async function nextWithin<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  const pause = startDeadline(limits.llmStreamPauseMsMax, signal)
  try {
    return await pause.race(iterator.next())
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'This was cancelled.', { cause: error })
    throw pause.blame(error)
  } finally {
    pause.clear()
  }
}
