import { z } from 'zod'
import type { AnswerWeakness, Citation } from '#domain/ask/answer'
import type { AskEvent } from '#domain/ask/ask.server'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import type { ServerEvent } from '../endpoint'
import { wholeMs } from './basics'
import { weaknesses } from './passage'

const citationShape = z.object({
  number: z.int().describe('As the text names it in brackets, from 1.'),
  recordingId: z.uuid(),
  title: z.string(),
  hasAudio: z.boolean(),
  startMs: wholeMs,
  endMs: wholeMs,
  quote: z.string().describe('What was said there.'),
}).meta({ id: 'Citation' })

/** A part of an answer, with the citations that were not named before. */
export const claimShape = z.object({ text: z.string(), isNewLine: z.boolean(), citations: z.array(citationShape) })
  .meta({ id: 'AnswerClaim' })

/** How an answer came about. */
export const outcomeShape = z.object({
  method: z.enum(['llm', 'extractive']),
  outcome: z.enum(['found', 'not_found']).describe('`not_found`: the recordings do not say.'),
  weaknesses: z.array(z.enum([
    ...weaknesses, 'llm_not_configured', 'llm_unavailable', 'llm_uncited',
  ] as const satisfies readonly AnswerWeakness[])),
  answer: z.string().describe('Claims, in lines, with numbers of citations in brackets. Extracts are the quotes themselves, each with its number.'),
}).meta({ id: 'AnswerOutcome' })

/** Where a question was written down. */
export const askedShape = z.object({ conversationId: z.uuid(), turnId: z.uuid() }).meta({ id: 'Asked' })

/** A whole answer. */
export const answerShape = outcomeShape.extend({
  ...askedShape.shape,
  citations: z.array(citationShape),
}).meta({ id: 'Answer' })

type AnswerEvent =
  | { event: 'asked'; data: z.input<typeof askedShape> }
  | { event: 'claim'; data: z.input<typeof claimShape> }
  | { event: 'answered'; data: z.input<typeof outcomeShape> }

type Show = (citations: readonly Citation[]) => Promise<ShownCitation[]>

/** What becomes of a question, as programs are told. */
export async function* answerEvents(
  first: IteratorResult<AskEvent, void>, asking: AsyncGenerator<AskEvent, void, void>, show: Show,
): AsyncGenerator<AnswerEvent & ServerEvent> {
  try {
    for (let next = first; !next.done; next = await asking.next()) yield await toEvent(next.value, show)
  } finally {
    await asking.return()
  }
}

async function toEvent(event: AskEvent, show: Show): Promise<AnswerEvent> {
  if (event.type === 'asked') {
    return { event: 'asked', data: { conversationId: event.conversationId, turnId: event.turnId } }
  }
  if (event.type === 'claim') {
    const citations = (await show(event.citations)).map(({ place: _, source: __, createdAt: ___, ...citation }) => citation)
    return { event: 'claim', data: { text: event.text, isNewLine: event.isNewLine, citations } }
  }
  const { method, outcome, weaknesses: why, text, citations } = event
  // Pages show the quotes of extracts beneath one another; a program that reads the text alone is not to be left without.
  const answer = text || citations.map(({ number, quote }) => `“${quote}” [${number}]`).join('\n')
  return { event: 'answered', data: { method, outcome, weaknesses: why, answer } }
}

/** All of them in one. */
export async function gatherAnswer(events: AsyncIterable<AnswerEvent>): Promise<z.input<typeof answerShape>> {
  let asked: z.input<typeof askedShape> | null = null
  let outcome: z.input<typeof outcomeShape> | null = null
  const citations: z.input<typeof citationShape>[] = []
  for await (const { event, data } of events) {
    if (event === 'asked') asked = data
    else if (event === 'claim') citations.push(...data.citations)
    else outcome = data
  }
  if (!asked || !outcome) throw new Error('The answer has no end.')
  return { ...asked, ...outcome, citations }
}
