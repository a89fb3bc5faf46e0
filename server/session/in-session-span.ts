import type { AttachedSession } from '#domain/live/live-session.server'
import { inSpan } from '#domain/telemetry/tracing.server'

/** Does something for a session that has begun before, perhaps on another copy, in the trace that it began in. */
export function inSessionSpan<T>(
  name: string, { sessionId, traceparent }: Pick<AttachedSession, 'sessionId' | 'traceparent'>, work: () => Promise<T>,
): Promise<T> {
  return inSpan(name, { purpose: 'request', parent: traceparent, attributes: { 'steno.recording_id': sessionId } }, work)
}
