import type { Logger } from 'pino'
import type { EndReason } from '#domain/live/protocol'
import type { LiveRecognizer } from '../recognizer/live-recognizer'
import { OpenSession } from '../session/open-session'
import type { RecognizedWith } from '../session/session-recognition'
import type { SessionStore } from '../session/session-store'
import type { Wish } from '../session/session-state'

export interface SettleDeps {
  store: SessionStore
  recognizer: LiveRecognizer
  chooseModel(wish: Wish): Promise<RecognizedWith>
  logger: Logger
}

/**
 * Finishes a session that nobody came back to, from what is stored of it: the rest is recognised, and the recording kept
 * (server/SPEC.md 3.7). False where somebody else did, or came back meanwhile.
 */
export async function settleSession(sessionId: string, reason: EndReason, deps: SettleDeps): Promise<boolean> {
  const session = await deps.store.attach(null, sessionId)
  if (!session || 'endReason' in session) return false
  const using = await deps.chooseModel(session)
  const lost = new AbortController()
  const open = new OpenSession(session, using, true, {
    store: deps.store,
    recognizer: deps.recognizer,
    onEvent: () => undefined,
    onAck: () => undefined,
    onQuota: () => undefined,
    onLost: () => lost.abort(),
    onFault: (_reason, error) => {
      deps.logger.error({ err: error, sessionId }, 'an abandoned live session cannot be finished now')
      lost.abort()
    },
    onTrouble: (error) => deps.logger.warn({ err: error, sessionId }, 'storing live audio is delayed'),
  })
  try {
    await open.catchUp()
    await open.finish()
    if (lost.signal.aborted) return false
    const language = using.language ?? session.language
    return (await deps.store.end(session, { reason, modelId: using.model.entry.id, language })) !== 'superseded'
  } finally {
    open.close()
  }
}
