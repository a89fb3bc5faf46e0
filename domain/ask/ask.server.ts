import type { Metrics } from '../telemetry/metrics.server'
import { isAppError } from '../errors/app-error'
import type { Answer, Claim } from './answer'
import { answerQuestion, type AnswerOptions } from './answer-question.server'
import { closeTurn, failTurn, openTurn, type QuestionToOpen } from './conversations.server'

export interface QuestionToAnswer extends QuestionToOpen {
  /** BCP 47 of the asker's pages. */
  language: string
  signal?: AbortSignal
}

/** What becomes of a question, in order. */
export type AskEvent =
  | { type: 'asked'; conversationId: string; turnId: string }
  | ({ type: 'claim' } & Claim)
  | ({ type: 'answered' } & Answer)

/**
 * Writes a question down, answers it and writes the answer down. Throws as `openTurn` does before anything is said, and
 * AppError later where even the passages cannot be had; the turn says so then.
 */
export type Ask = (question: QuestionToAnswer) => AsyncGenerator<AskEvent, void, void>

export function makeAsk(options: AnswerOptions & { metrics: Metrics }): Ask {
  const { db, logger } = options
  const answers = options.metrics.counter({
    name: 'steno_ask_answers_total',
    what: 'Answers to questions, by how they were made and what came of them.',
    rise: 'of method extractive: the language model is down, or none is set up; of not_found: people ask for what is not there.',
    labels: ['method', 'outcome'],
  })
  const degraded = options.metrics.counter({
    name: 'steno_ask_degraded_total',
    what: 'Answers that are less than they could be, by reason.',
    rise: 'the language model, the embedding model or the vector store is down or not set up.',
    labels: ['reason'],
  })
  return async function* ask({ language, signal, ...question }) {
    const turn = await openTurn(db, question)
    let isClosed = false
    try {
      yield { type: 'asked', conversationId: turn.conversationId, turnId: turn.turnId }
      const { userId } = question
      const answering = answerQuestion(options, {
        userId, question: turn.question, recordingId: turn.recordingId, earlier: turn.earlier, language,
        ...(signal && { signal }),
      })
      let next = await answering.next()
      for (; !next.done; next = await answering.next()) yield { type: 'claim', ...next.value }
      const answer = next.value
      await closeTurn(db, turn.turnId, answer)
      isClosed = true
      answers.inc({ method: answer.method, outcome: answer.outcome })
      for (const reason of answer.weaknesses) degraded.inc({ reason })
      yield { type: 'answered', ...answer }
    } catch (error) {
      isClosed = true
      await failTurn(db, turn.turnId, isAppError(error) ? error.code : 'internal')
      answers.inc({ method: 'none', outcome: 'failed' })
      throw error
    } finally {
      // Who stops listening has no answer.
      if (!isClosed) {
        await failTurn(db, turn.turnId, 'cancelled')
        logger.debug({ turnId: turn.turnId }, 'nobody waits for the answer any more')
      }
    }
  }
}
