import { limits } from '../limits/limits'
import { readAnswer } from './read-answer'
import { makeTranslationPrompt, type TranslationPrompt } from './translation-prompt'
import type { TranslationRequest, Translator } from './translator'

/** What translation asks of a language model. */
export interface TranslationModel {
  readonly isConfigured: boolean
  /** The answer as the JSON that it is; undefined where it is none. Throws AppError where the model cannot be asked. */
  ask(
    prompt: TranslationPrompt,
    options: Pick<TranslationRequest, 'userId' | 'purpose' | 'signal'> & { answerTokensMax: number },
  ): Promise<unknown>
}

/** Tokens of an answer: scripts that are far from the model's own take about one for each character, and numbers and marks some. */
const TOKENS_PER_CHAR = 2
const TOKENS_PER_LINE = 24
const TOKENS_LEAST = 256

/**
 * Translates with a language model, many lines in a request, held together by their numbers. Lines that do not come back, or not
 * surely, are asked for again: in halves, and at last alone, where nothing can be mixed up.
 */
export function makeLlmTranslator(model: TranslationModel): Translator {
  return {
    get isConfigured() {
      return model.isConfigured
    },
    async translate(request) {
      const found: (string | null)[] = request.lines.map(() => null)
      const spoken = request.lines.flatMap((text, index) => (text.trim() ? [index] : []))
      for (const index of request.lines.keys()) if (!spoken.includes(index)) found[index] = ''
      let groups = spoken.length > 0 ? [spoken] : []
      let calls = 0
      const callsMax = request.purpose === 'live' ? limits.translationCallsLiveMax : limits.translationCallsMax
      while (groups.length > 0 && calls < callsMax) {
        const [group, ...others] = groups as [number[], ...number[][]]
        calls += 1
        const missing = await askFor(group, request, model, found)
        const isAlone = group.length === 1
        // Alone it is tried once more, and then given up.
        groups = [...others, ...(isAlone && calls > 1 ? [] : halves(missing))]
      }
      return found
    },
  }
}

/** Asks for some of the lines, writes down what came, and answers the rest. */
async function askFor(
  group: number[], request: TranslationRequest, model: TranslationModel, found: (string | null)[],
): Promise<number[]> {
  const { userId, purpose, signal, before = [] } = request
  const lines = group.map((index) => request.lines[index]!)
  const chars = lines.reduce((sum, line) => sum + line.length, 0)
  const earlier = [...before, ...request.lines.slice(0, group[0])].slice(-limits.translationBeforeLinesMax)
  const answer = await model.ask(makeTranslationPrompt({ ...request, lines, before: earlier }), {
    userId, purpose, signal,
    answerTokensMax: TOKENS_LEAST + chars * TOKENS_PER_CHAR + lines.length * TOKENS_PER_LINE,
  })
  const translated = readAnswer(answer, lines)
  for (const [at, text] of translated) found[group[at]!] = text
  return group.filter((_, at) => !translated.has(at))
}

function halves(indexes: number[]): number[][] {
  if (indexes.length < 2) return indexes.length === 0 ? [] : [indexes]
  const middle = Math.ceil(indexes.length / 2)
  return [indexes.slice(0, middle), indexes.slice(middle)]
}
