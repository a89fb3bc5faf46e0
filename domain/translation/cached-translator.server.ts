import { limits } from '../limits/limits'
import type { Translator } from './translator'

interface Kept {
  answer: Promise<string | null>
  until: number
}

/**
 * Remembers single lines for a short while: a passage that is said to be final with the words that it had before, and a second
 * asker of the same pair of languages, cost nothing. What is still being asked is waited for, and what failed is forgotten.
 * Requests of several lines pass through.
 */
export function withShortCache(translator: Translator, now: () => number = Date.now): Translator {
  const kept = new Map<string, Kept>()
  const sweep = () => {
    // The oldest come first: all live equally long.
    for (const [key, { until }] of kept) {
      if (until > now() && kept.size < limits.translationCacheLinesMax) break
      kept.delete(key)
    }
  }
  return {
    get isConfigured() {
      return translator.isConfigured
    },
    async translate(request) {
      if (request.lines.length !== 1) return translator.translate(request)
      const { userId, from, to, lines } = request
      // By user, so that nobody can learn from an answer's speed what another one said.
      const key = JSON.stringify([userId, from, to, lines[0]])
      sweep()
      const known = kept.get(key)
      if (known && known.until > now()) return [await known.answer]
      // Others may wait for the same: none of them may end it.
      const answer = translator.translate({ ...request, signal: undefined }).then(([text]) => text ?? null)
      kept.set(key, { answer, until: now() + limits.translationCacheMs })
      const forget = () => {
        if (kept.get(key)?.answer === answer) kept.delete(key)
      }
      answer.then((text) => text === null && forget(), forget)
      return [await answer]
    },
  }
}
