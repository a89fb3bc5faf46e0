import type { Response } from 'express'
import type { Dialect } from './dialect'
import type { Answer, ServerEvent } from './endpoint'

/** An answer as bytes go out: whole, or as it is made. */
export interface Sent {
  status: number
  headers: Record<string, string>
  body: string | AsyncIterable<string>
}

const eventHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Proxies of the nginx family hold answers back unless told.
  'X-Accel-Buffering': 'no',
}

/** Writes an endpoint's answer out. */
export function toSent(answer: Answer, { writeEvent }: Pick<Dialect, 'writeEvent'>): Sent {
  const { status, headers = {} } = answer
  if ('json' in answer) {
    const body = JSON.stringify(answer.json)
    return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body }
  }
  if ('text' in answer) return { status, headers: { 'Content-Type': answer.type, ...headers }, body: answer.text }
  if ('events' in answer) return { status, headers: { ...eventHeaders, ...headers }, body: writeEvents(answer.events, writeEvent) }
  return { status, headers: { ...headers }, body: '' }
}

async function* writeEvents(
  events: AsyncIterable<ServerEvent>, writeEvent: Dialect['writeEvent'],
): AsyncGenerator<string> {
  for await (const { event, data } of events) yield writeEvent(event, data)
}

/** Sends it. `onFailure` says what the client is told where it breaks off after it has begun. */
export async function send(
  response: Response, { status, headers, body }: Sent, onFailure: (error: unknown) => string,
): Promise<void> {
  if (!response.hasHeader('Cache-Control')) response.set('Cache-Control', 'no-store')
  response.status(status).set(headers)
  if (typeof body === 'string') return void response.end(body)
  response.flushHeaders()
  if (response.req.method === 'HEAD') return void response.end()
  try {
    for await (const text of body) {
      if (response.destroyed) return
      if (!response.write(text)) await drained(response)
    }
  } catch (error) {
    if (!response.destroyed) response.write(onFailure(error))
  }
  response.end()
}

/** Resolves when the client has taken what was sent so far, or has gone. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}
