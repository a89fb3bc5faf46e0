import { isAppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { countConnections } from '../web/connections'
import { makeBell } from './bell'
import type { ApiHouse, ServerEvent } from './endpoint'
import { loadRecordingWithSteps } from './shapes/recording-with-steps'

const connections = countConnections()

export interface Following {
  userId: string
  id: string
  signal: AbortSignal
  /** Asked with every heartbeat: a key may be revoked while its stream is open. */
  isAllowed(): Promise<boolean>
  /** Default: limits.sseHeartbeatMs. */
  heartbeatMs?: number
}

type State = Awaited<ReturnType<typeof loadRecordingWithSteps>>

/**
 * A recording as it stands, and again with every change, until nothing more is to come of it. Throws AppError
 * `not_found`, or `too_many_attempts` for a user who follows too much at once.
 */
export async function followRecording(house: ApiHouse, following: Following): Promise<AsyncIterable<ServerEvent>> {
  await requireRecording(house.db, following.userId, following.id)
  const giveBack = connections.take(following.userId, limits.sseConnectionsPerUserMax)
  if (following.signal.aborted) giveBack()
  following.signal.addEventListener('abort', giveBack)
  return tell(house, following, giveBack)
}

async function* tell(
  { db, events, stopping }: ApiHouse, { userId, id, signal, isAllowed, heartbeatMs = limits.sseHeartbeatMs }: Following,
  giveBack: () => void,
): AsyncGenerator<ServerEvent> {
  const stop = AbortSignal.any([signal, stopping])
  const bell = makeBell(stop)
  // Also where something may have been missed the recording is looked at anew.
  const stopListening = events.subscribe(userId, ({ recordingId }) => recordingId === id && bell.ring(), bell.ring)
  try {
    while (!stop.aborted) {
      const state = await loadRecordingWithSteps(db, userId, id).catch(nullIfGone)
      yield state ? { event: 'recording', data: state } : { event: 'deleted', data: { id } }
      if (!state || isOver(state)) return
      while (!(await bell.wait(heartbeatMs))) {
        if (stop.aborted || !(await isAllowed())) return
        // A comment now and then, so that proxies keep the connection, and a dead one is noticed.
        yield { event: '', data: null }
      }
    }
  } finally {
    stopListening()
    giveBack()
  }
}

/** Steps are planned a moment after a transcript is there: without any, they are still to come. */
function isOver({ status, steps }: State): boolean {
  if (status === 'failed' || status === 'cancelled') return true
  return status === 'done' && steps.length > 0 && steps.every((step) => ['done', 'failed', 'skipped'].includes(step.status))
}

function nullIfGone(error: unknown): null {
  if (isAppError(error) && error.code === 'not_found') return null
  throw error
}
