import type { AnswerWeakness } from '#domain/ask/answer'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import type { ErrorBody } from '~/web/error-body'

/** What the browser is told while a question is answered; one a line. */
export type AnswerEvent =
  | { type: 'asked'; conversationId: string; turnId: string }
  | { type: 'claim'; text: string; isNewLine: boolean; citations: ShownCitation[] }
  | { type: 'answered'; method: 'llm' | 'extractive'; outcome: 'found' | 'not_found'; weaknesses: AnswerWeakness[] }
  | { type: 'failed'; error: ErrorBody }

/** The events of a body, as its lines become whole. */
export async function* readAnswerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerEvent, void, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let open = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    open += decoder.decode(value, { stream: true })
    const lines = open.split('\n')
    open = lines.pop()!
    for (const line of lines) if (line !== '') yield JSON.parse(line) as AnswerEvent
  }
}
