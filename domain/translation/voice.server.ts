import { limits } from '../limits/limits'
import type { Providers } from '../providers/make-providers.server'

/** What is spoken aloud by a model on another server. */
export interface Voice {
  /** The text as sound. Throws AppError as `Llm` does. */
  speak(request: { userId: string; text: string; signal?: AbortSignal }): Promise<{ bytes: Uint8Array<ArrayBuffer>; mediaType: string }>
}

/** A voice of the OpenAI-compatible server (`/v1/audio/speech`); null where none is configured. */
export function makeVoice(
  { provider, countUsage }: Pick<Providers, 'provider' | 'countUsage'>, config: { model: string; voice: string } | null,
): Voice | null {
  if (!provider || !config) return null
  return {
    async speak({ userId, text, signal }) {
      const input = text.slice(0, limits.spokenCharsMax)
      const spoken = await provider.call('speech', { timeoutMs: limits.spokenMsMax, signal }, async (client, inTime) => {
        const { model, voice } = config
        const answer = await client.audio.speech.create({ model, voice, input, response_format: 'mp3' }, { signal: inTime })
        const bytes = new Uint8Array(await answer.arrayBuffer())
        return { bytes, mediaType: answer.headers.get('content-type') ?? 'audio/mpeg' }
      })
      countUsage({
        userId, purpose: 'speech', model: config.model, inputTokens: 0, outputTokens: 0, characters: input.length, isEstimated: false,
      })
      return spoken
    },
  }
}
