import { z } from 'zod'
import { showCitations } from '#domain/ask/get-conversation.server'
import { limits } from '#domain/limits/limits'
import { defineEndpoint } from '../endpoint'
import { answerEvents, answerShape, askedShape, claimShape, gatherAnswer, outcomeShape } from '../shapes/answer'
import { languageTag } from '../shapes/basics'

export const ask = defineEndpoint({
  method: 'POST',
  path: '/rag/ask',
  access: 'ask',
  tag: 'Understanding',
  summary: 'Ask your recordings a question',
  description: 'Every claim of the answer cites what it rests on; “not in your recordings” is an answer too. With '
    + '`Accept: text/event-stream` it comes as it is written.',
  body: {
    json: z.strictObject({
      question: z.string().trim().min(1).max(limits.askQuestionCharsMax),
      recordingId: z.string().nullish().describe('Ask this recording alone.'),
      conversationId: z.string().nullish().describe('Goes on with a conversation.'),
      language: languageTag.default('en')
        .describe('BCP 47, that the answer should be in.'),
    }),
  },
  answers: {
    200: {
      description: 'The answer.',
      json: answerShape,
      events: { asked: askedShape, claim: claimShape, answered: outcomeShape },
    },
  },
  refusals: [
    'not_found', 'conflict', 'too_many_attempts', 'provider_unavailable', 'provider_busy', 'provider_garbled',
    'provider_refused', 'provider_input_too_long', 'cancelled',
  ],
  async handle({ house, caller: { userId }, body, wantsEvents, signal }) {
    const asking = house.understanding.ask({
      userId, question: body.question, language: body.language, conversationId: body.conversationId ?? null,
      recordingId: body.recordingId ?? null, signal: AbortSignal.any([signal, house.stopping]),
    })
    // What is refused before anything is said is refused by its status.
    const first = await asking.next()
    const events = answerEvents(first, asking, (citations) => showCitations(house.db, userId, citations))
    return wantsEvents ? { status: 200, events } : { status: 200, json: await gatherAnswer(events) }
  },
})
