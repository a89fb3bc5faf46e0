import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { ServerMessage } from '#domain/live/protocol'
import type { RecognizedWith } from './session-recognition'

type Ready = ServerMessage & { type: 'ready' }

/** What the client is told of the session that it has from now on (server/SPEC.md 2.1, 2.5). */
export function readyOf(
  { sessionId, nextSeq, takeSeq, samples, nextSegmentId, language, translateTo }: AttachedSession,
  using: RecognizedWith,
  server: Pick<Ready, 'quotaLeftMs' | 'resumeTicket' | 'provider'>,
): Ready {
  const audioMs = Math.floor((samples * 1000) / PCM_SAMPLE_RATE)
  return {
    type: 'ready',
    sessionId, nextSeq, takeSeq, audioMs, nextSegmentId, language, translateTo,
    model: using.model.entry.id,
    ...server,
  }
}
