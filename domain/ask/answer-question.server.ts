import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { AppError, isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { askPrompt, NOT_FOUND, type EarlierTurn } from '../prompts/ask-prompt'
import { promptTokens } from '../providers/chat-parameters'
import type { Llm } from '../providers/llm'
import type { CompareTexts } from '../search/compare-texts.server'
import { withoutQuotes } from '../search/parse-question'
import { joinWords } from '../transcripts/join-words'
import type { Answer, AnswerWeakness, Claim, FindForQuestion, FoundPassage } from './answer'
import { citedKey, citeLines, numberLines, type ShownLine } from './cite'
import { extractAnswer } from './extract-answer'
import { isFitting } from './is-fitting'
import { findOwnSegments } from './own-segments.server'
import { readClaims } from './read-claims'

export interface AnswerOptions {
  db: Db
  /** Null: the best passages are the answer. */
  llm: Llm | null
  find: FindForQuestion
  compare: CompareTexts
  logger: Logger
}

export interface AnswerRequest {
  userId: string
  question: string
  /** Null: all of the user's recordings. */
  recordingId: string | null
  /** Oldest first. */
  earlier: readonly EarlierTurn[]
  /** BCP 47 of the asker's pages. */
  language: string
  signal?: AbortSignal
}

/**
 * Answers a question from the asker's own recordings. Yields claims as they are written, each only once its citations
 * are checked to be there and to be the asker's own; a claim without any is not shown at all. Without a language model,
 * or when it fails before its first claim, the best passages are the answer.
 */
export async function* answerQuestion(
  { db, llm, find, compare, logger }: AnswerOptions, request: AnswerRequest,
): AsyncGenerator<Claim, Answer, void> {
  const { userId, question, recordingId, earlier, signal } = request
  // What a question refers to is often named in the one before; but only its own quotation marks say what must be there.
  const text = `${question} ${withoutQuotes(earlier.at(-1)?.question ?? '')}`.trim()
  const found = await find({
    userId, text, charsMax: limits.askSearchCharsMax, filter: { recordingId }, limit: limits.askPassagesMax,
    ...(signal && { signal }),
  })
  const answer: Answer = {
    method: 'llm', model: llm?.model ?? null, outcome: 'found', text: '', citations: [],
    weaknesses: found.weakness ? [found.weakness] : [],
  }
  const passages = found.passages.filter(({ segments }) => segments.length > 0)
  if (!llm) return yield* extract('llm_not_configured')
  if (passages.length === 0) return { ...answer, outcome: 'not_found' }

  const shown = fitPassages(llm, request, passages)
  try {
    const said = yield* readAnswer(llm, shown)
    if (answer.citations.length > 0) return answer
    if (said.trim().startsWith(NOT_FOUND)) return { ...answer, outcome: 'not_found' }
  } catch (error) {
    if (signal?.aborted) throw new AppError('cancelled', 'This was cancelled.', { cause: error })
    if (!isAppError(error) || !error.code.startsWith('provider_')) throw error
    logger.warn({ err: error }, 'the language model cannot answer; the best passages are shown instead')
    // What it has claimed already is checked and stays; it just goes no further.
    if (answer.citations.length > 0) return { ...answer, weaknesses: [...answer.weaknesses, 'llm_unavailable'] }
    return yield* extract('llm_unavailable')
  }
  return yield* extract('llm_uncited')

  async function* extract(weakness: AnswerWeakness): AsyncGenerator<Claim, Answer, void> {
    const own = await findOwnSegments(db, userId, passages.flatMap(({ segments }) => segments.map(({ id }) => id)))
    const checked = passages.map((passage) => ({ ...passage, segments: passage.segments.filter(({ id }) => own.has(id)) }))
    const citations = extractAnswer(question, await keepFitting(checked))
    if (citations.length > 0) yield { text: '', isNewLine: true, citations }
    return {
      ...answer, method: 'extractive', model: null, citations, text: '', weaknesses: [...answer.weaknesses, weakness],
      outcome: citations.length > 0 ? 'found' : 'not_found',
    }
  }

  async function keepFitting(some: readonly FoundPassage[]): Promise<FoundPassage[]> {
    const said = some.filter(({ segments }) => segments.length > 0)
      .map((passage) => ({ passage, words: joinWords(passage.segments.map((segment) => segment.text)) }))
    const likenesses = said.length === 0 ? null
      : await compare({ userId, question: text, texts: said.map(({ words }) => words), ...(signal && { signal }) })
    return said.filter(({ words }, at) => isFitting(text, words, likenesses?.[at] ?? null)).map(({ passage }) => passage)
  }

  /** Reads the model's answer line by line, and returns all that it said. */
  async function* readAnswer(model: Llm, read: Shown): AsyncGenerator<Claim, string, void> {
    const stream = model.stream({
      userId, purpose: 'answer', messages: read.messages, outputTokensMax: outputTokens(model), ...(signal && { signal }),
    })
    let said = ''
    let open = ''
    try {
      for await (const piece of stream) {
        said += piece
        open += piece
        const lines = open.split('\n')
        open = lines.pop()!
        for (const line of lines) yield* claimsOf(line, read.lines)
      }
    } catch (error) {
      yield* claimsOf(open, read.lines)
      throw error
    }
    yield* claimsOf(open, read.lines)
    return said
  }

  async function* claimsOf(line: string, lines: ReadonlyMap<number, ShownLine>): AsyncGenerator<Claim, void, void> {
    let isNewLine = true
    for (const raw of readClaims(line)) {
      const named = raw.lines.flatMap((number) => lines.get(number) ?? [])
      const own = await findOwnSegments(db, userId, named.map(({ segment }) => segment.id))
      const checked = citeLines(named.filter(({ segment }) => own.has(segment.id)), 0)
      if (checked.length === 0) continue
      const numbered = checked.map((citation) => {
        const known = answer.citations.find((other) => citedKey(other) === citedKey(citation))
        if (known) return { citation: known, isNew: false }
        const fresh = { ...citation, number: answer.citations.length + 1 }
        answer.citations.push(fresh)
        return { citation: fresh, isNew: true }
      })
      const text = `${raw.text} ${numbered.map(({ citation }) => `[${citation.number}]`).join('')}`
      answer.text += `${answer.text === '' ? '' : isNewLine ? '\n' : ' '}${text}`
      yield { text, isNewLine, citations: numbered.filter(({ isNew }) => isNew).map(({ citation }) => citation) }
      isNewLine = false
    }
  }
}

interface Shown {
  messages: ReturnType<typeof askPrompt>
  lines: Map<number, ShownLine>
}

/** The prompt with as many of the passages as fit, the best first; of a tiny context at least one. */
function fitPassages(llm: Llm, { question, earlier, language }: AnswerRequest, passages: readonly FoundPassage[]): Shown {
  for (let count = passages.length; ; count--) {
    const some = passages.slice(0, count)
    const lines = numberLines(some)
    const messages = askPrompt({
      question, language, earlier: earlier.slice(-limits.askEarlierTurnsMax),
      passages: some.map(({ title, createdAt, segments }) => ({
        title,
        date: createdAt.toISOString().slice(0, 10),
        lines: lines
          .filter(({ segment }) => segments.includes(segment))
          .map(({ number, segment: { text, speaker } }) => ({ number, text, speaker })),
      })),
    })
    if (count === 1 || promptTokens(messages) + outputTokens(llm) <= llm.contextTokens) {
      return { messages, lines: new Map(lines.map((line) => [line.number, line])) }
    }
  }
}

const outputTokens = (llm: Llm) => Math.min(limits.askOutputTokensMax, Math.floor(llm.contextTokens / 4))
