import type { ActionFunctionArgs } from '@remix-run/node'
import type { AskEvent } from '#domain/ask/ask.server'
import { showCitations } from '#domain/ask/get-conversation.server'
import type { RequestContext } from '~/web/load-context'
import { toErrorBody } from '~/web/error-body.server'
import { readForm } from '~/web/form-fields'
import { requireUser } from '~/web/session.server'
import type { AnswerEvent } from './answer-events'
import { readQuestion } from './asked-question.server'

const headers = {
  'Content-Type': 'application/x-ndjson; charset=utf-8',
  // What is compressed is held back until there is enough of it.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

/** Answers a question as it is answered: one event a line. What is refused before that is `{error}` with its status. */
export async function streamAnswer(args: ActionFunctionArgs): Promise<Response> {
  const { services } = args.context
  try {
    const user = await requireUser(args)
    const events = services.understanding.ask(await readQuestion(args, await readForm(args.request), user.id))
    const first = await events.next()
    return new Response(makeBody(first, events, (event) => toShown(args.context, user.id, event)), { headers })
  } catch (error) {
    if (error instanceof Response) throw error
    const refusal = toErrorBody(error)
    if (!refusal) throw error
    return Response.json({ error: refusal }, { status: refusal.status })
  }
}

type Events = AsyncGenerator<AskEvent, void, void>

function makeBody(
  first: IteratorResult<AskEvent, void>, events: Events, show: (event: AskEvent) => Promise<AnswerEvent>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let held: IteratorResult<AskEvent, void> | null = first
  return new ReadableStream({
    async pull(controller) {
      const send = (event: AnswerEvent) => controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`))
      try {
        const next = held ?? (await events.next())
        held = null
        if (next.done) controller.close()
        else send(await show(next.value))
      } catch (error) {
        send({ type: 'failed', error: toErrorBody(error) ?? { code: 'internal', params: {}, message: '', field: null } })
        controller.close()
      }
    },
    async cancel() {
      await events.return()
    },
  })
}

async function toShown({ services: { db } }: RequestContext, userId: string, event: AskEvent): Promise<AnswerEvent> {
  if (event.type === 'asked') return event
  if (event.type === 'claim') {
    const { text, isNewLine, citations } = event
    return { type: 'claim', text, isNewLine, citations: await showCitations(db, userId, citations) }
  }
  const { method, outcome, weaknesses } = event
  return { type: 'answered', method, outcome, weaknesses }
}
