import type { LoaderFunctionArgs } from '@remix-run/node'
import type { Db } from '#db/client.server'
import { limits } from '#domain/limits/limits'
import { listRecordings } from '#domain/recordings/list-recordings.server'
import { toErrorBody } from '~/web/error-body'
import { requireUser } from '~/web/session.server'
import { makeEventStream } from './event-stream.server'
import { openStatuses } from './live-events'

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Proxies of the nginx family hold answers back unless told.
  'X-Accel-Buffering': 'no',
}

/** Answers with the user's own event stream. It ends with the process, and browsers then come back to the next one. */
export async function openEventStream(args: LoaderFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const { db, events, stopping } = args.context.services
  try {
    const body = makeEventStream({
      userId: user.id,
      events,
      signals: [args.request.signal, stopping],
      heartbeatMs: limits.sseHeartbeatMs,
      connectionsMax: limits.sseConnectionsPerUserMax,
      loadOpen: () => loadOpen(db, user.id),
    })
    return new Response(body, { headers })
  } catch (error) {
    const refusal = toErrorBody(error)
    if (!refusal) throw error
    return Response.json({ error: refusal }, { status: refusal.status })
  }
}

async function loadOpen(db: Db, userId: string) {
  const pages = await Promise.all(openStatuses.map((status) => listRecordings(db, userId, { status })))
  return pages.flatMap(({ items }) => items)
    .map(({ id, status, progressMs, totalMs }) => ({ recordingId: id, status, progressMs, totalMs }))
}
