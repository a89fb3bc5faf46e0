import type { LoaderFunctionArgs } from '@remix-run/node'
import type { Db } from '#db/client.server'
import { getSessionUser } from '#domain/accounts/sessions.server'
import { limits } from '#domain/limits/limits'
import { listOpenRecordings } from '#domain/recordings/list-open-recordings.server'
import { toErrorBody } from '~/web/error-body.server'
import { getToken, requireUser } from '~/web/session.server'
import { makeEventStream } from './event-stream.server'

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Proxies of the nginx family hold answers back unless told.
  'X-Accel-Buffering': 'no',
}

/**
 * Answers with the user's own event stream. It ends with the session, and with the process: browsers then come back
 * to the next one.
 */
export async function openEventStream(args: LoaderFunctionArgs): Promise<Response> {
  const { db, events, stopping } = args.context.services
  try {
    const user = await requireUser(args)
    const token = await getToken(args)
    const body = makeEventStream({
      userId: user.id,
      events,
      signals: [args.request.signal, stopping],
      heartbeatMs: limits.sseHeartbeatMs,
      connectionsMax: limits.sseConnectionsPerUserMax,
      isAllowed: async () => token !== null && (await getSessionUser(db, token)) !== null,
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
  const open = await listOpenRecordings(db, userId)
  return open.map(({ id, ...facts }) => ({ recordingId: id, ...facts }))
}
