import type { Providers } from '../providers/make-providers.server'
import { BUILTIN_MODEL, makeBuiltinEmbedder } from './builtin-embedder.server'
import type { Embedder } from './embedder'
import { makeRemoteEmbedder } from './remote-embedder.server'

export interface Embedders {
  /** Id of the model that new vectors are made with. */
  readonly wanted: string
  /** The model of that id, also one that is wanted no more; null where this process has none. */
  find(model: string): Embedder | null
  close(): Promise<void>
}

/**
 * The built-in model, and those of the OpenAI-compatible server where there is one. Each is made when it is first asked
 * for.
 */
export function makeEmbedders(
  { provider, countUsage }: Pick<Providers, 'provider' | 'countUsage'>, wanted: string | null,
): Embedders {
  const made = new Map<string, Embedder>()
  const make = (model: string): Embedder | null => {
    if (model === BUILTIN_MODEL) return makeBuiltinEmbedder()
    return provider && makeRemoteEmbedder({ provider, model, countUsage })
  }
  return {
    wanted: wanted ?? BUILTIN_MODEL,
    find(model) {
      const known = made.get(model) ?? make(model)
      if (known) made.set(model, known)
      return known
    },
    async close() {
      await Promise.all([...made.values()].map((embedder) => embedder.close()))
    },
  }
}
