import type { components } from './api-types'
import { readEvents } from './read-events'
import { StenoProblem, type Problem } from './steno-problem'

/** An answer as it is written. */
export type AnswerEvent =
  | { event: 'asked'; data: components['schemas']['Asked'] }
  | { event: 'claim'; data: components['schemas']['AnswerClaim'] }
  | { event: 'answered'; data: components['schemas']['AnswerOutcome'] }

/** Throws StenoProblem where the answer breaks off. */
export async function* answerEvents(response: Response): AsyncGenerator<AnswerEvent, void, void> {
  for await (const { event, data } of readEvents(response)) {
    if (event === 'error') throw new StenoProblem((data as Problem).status, data as Problem)
    yield { event, data } as AnswerEvent
  }
}
