import { limits } from '../limits/limits'
import { halve } from '../prompts/cut-to-fit'
import { translationPrompt } from '../prompts/translation-prompt'
import type { LlmMessage } from '../providers/llm'
import { joinWords } from '../transcripts/join-words'
import { answerTokensFor, clipBefore, cutRequest, type Piece } from './cut-request'
import { readAnswer } from './read-answer'
import type { TranslationRequest, Translator } from './translator'

/** What translation asks of a language model. */
export interface TranslationModel {
  readonly isConfigured: boolean
  /** Tokens that a prompt and its answer may have together. */
  readonly contextTokens: number
  /** The answer as the JSON that it is; undefined where it is none. Throws AppError where the model cannot be asked. */
  ask(
    messages: LlmMessage[],
    options: Pick<TranslationRequest, 'userId' | 'purpose' | 'signal'> & { answerTokensMax: number },
  ): Promise<unknown>
}

/** Pieces that are asked for together. */
interface Group {
  pieces: Piece[]
  /** They were asked for before, with others or alone. */
  isAgain: boolean
}

/**
 * Translates with a language model, as many lines in a request as it takes, held together by their numbers. Lines that do not come
 * back, or not surely, are asked for again: in halves, and at last alone, where nothing can be mixed up.
 */
export function makeLlmTranslator(model: TranslationModel): Translator {
  return {
    get isConfigured() {
      return model.isConfigured
    },
    async translate(request) {
      const groups: Group[] = cutRequest(request, model.contextTokens).map((pieces) => ({ pieces, isAgain: false }))
      const pieces = groups.flatMap((group) => group.pieces)
      const found = new Map<Piece, string>()
      const callsMax = request.purpose === 'live' ? limits.translationCallsLiveMax : limits.translationCallsMax
      // Whatever is to be translated is asked for once; only what goes beyond is limited.
      for (let left = callsMax + groups.length - 1; groups.length > 0 && left > 0; left--) {
        const { pieces: asked, isAgain } = groups.shift()!
        const before = pieces.slice(0, pieces.indexOf(asked[0]!)).map(({ text }) => text)
        const missing = await askFor(asked, before, request, model, found)
        // Alone it is tried once more, and then given up.
        const isGivenUp = isAgain && asked.length === 1
        if (!isGivenUp) groups.push(...halve(missing).map((half) => ({ pieces: half, isAgain: true })))
      }
      return request.lines.map((_, line) => joinPieces(pieces.filter((piece) => piece.line === line), found))
    },
  }
}

/** Asks for some pieces, writes down what came, and answers the rest. */
async function askFor(
  pieces: readonly Piece[], before: readonly string[], request: TranslationRequest, model: TranslationModel,
  found: Map<Piece, string>,
): Promise<Piece[]> {
  const { userId, purpose, signal, from, to } = request
  const lines = pieces.map(({ text }) => text)
  const earlier = clipBefore([...(request.before ?? []), ...before], model.contextTokens)
  const answer = await model.ask(translationPrompt({ lines, before: earlier, from, to }), {
    userId, purpose, signal, answerTokensMax: answerTokensFor(lines),
  })
  const translated = readAnswer(answer, lines)
  for (const [at, text] of translated) found.set(pieces[at]!, text)
  return pieces.filter((_, at) => !translated.has(at))
}

/** A line of its pieces; null where one of them could not be had. */
function joinPieces(pieces: readonly Piece[], found: ReadonlyMap<Piece, string>): string | null {
  const texts = pieces.flatMap((piece) => found.get(piece) ?? [])
  return texts.length < pieces.length ? null : joinWords(texts)
}
