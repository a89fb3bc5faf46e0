import { AppError, isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import type { Llm } from '../providers/llm'
import { withShortCache } from './cached-translator.server'
import { makeLlmTranslator, type TranslationModel } from './llm-translator.server'
import { answerSchema } from './read-answer'
import type { Translator } from './translator'

/** The translator of this installation; without a language model it says what is missing. */
export function makeTranslator(llm: Llm | null): Translator {
  return withShortCache(makeLlmTranslator(llm ? askLlm(llm) : unconfigured))
}

const unconfigured: TranslationModel = {
  isConfigured: false,
  contextTokens: Infinity,
  ask: () => Promise.reject(new AppError('llm_not_configured', 'Translation needs a language model: set STENO_LLM_MODEL.')),
}

function askLlm(llm: Llm): TranslationModel {
  return {
    isConfigured: true,
    contextTokens: llm.contextTokens,
    async ask(messages, { userId, purpose, signal, answerTokensMax }) {
      try {
        const { value } = await llm.json({
          userId, purpose: 'translation', outputTokensMax: answerTokensMax, signal, messages,
          ...(purpose === 'live' && { timeoutMs: limits.translationLiveMsMax }),
        }, answerSchema)
        return value
      } catch (error) {
        // What cannot be read is asked for again in smaller parts.
        if (isAppError(error) && error.code === 'provider_garbled') return undefined
        throw error
      }
    },
  }
}
