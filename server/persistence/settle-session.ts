import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isAppError } from '#domain/errors/app-error'
import type { AbandonedSession, AttachedSession } from '#domain/live/live-session.server'
import { limits } from '#domain/limits/limits'
import type { LiveRecognizer } from '../recognizer/live-recognizer'
import { inSessionSpan } from '../session/in-session-span'
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
 * (server/SPEC.md 3.7). Where its rest can never be recognised, it is kept without: its audio can still be transcribed again. False
 * where somebody came back meanwhile; throws where it may succeed later.
 */
export async function settleSession({ sessionId, reason, untouchedMs }: AbandonedSession, deps: SettleDeps): Promise<boolean> {
  const session = await deps.store.attachAbandoned(sessionId, untouchedMs)
  if (!session || 'endReason' in session) return false
  return inSessionSpan('live settle', session, () => settle(session, reason, deps))
}

async function settle(session: AttachedSession, reason: AbandonedSession['reason'], deps: SettleDeps): Promise<boolean> {
  const { sessionId } = session
  // What nobody wants to keep need not be recognised.
  const using = session.keepNone ? null : await recognizeRest(session, deps).catch((error: unknown) => {
    if (isAppError(error) && !error.retryable) {
      deps.logger.error({ err: error, sessionId }, 'the rest of an abandoned live session cannot be recognised')
      return null
    }
    throw error
  })
  if (using === 'lost') return false
  const language = using?.language ?? session.language
  const outcome = await deps.store.end(session, { reason, modelId: using?.model.entry.id ?? null, language })
  return outcome === 'ok' || outcome === 'empty'
}

/** What the rest was recognised with; null where recognition broke on it for good, `lost` where the session was taken over. */
async function recognizeRest(session: AttachedSession, deps: SettleDeps): Promise<RecognizedWith | null | 'lost'> {
  const using = await deps.chooseModel(session)
  const { sessionId } = session
  let outcome: RecognizedWith | null | 'lost' = using
  let trouble: unknown = null
  const open = new OpenSession(session, using, true, {
    store: deps.store,
    recognizer: deps.recognizer,
    onEvent: () => undefined,
    onAck: () => undefined,
    onQuota: () => undefined,
    onLost: () => (outcome = 'lost'),
    onFault: (reason, error) => {
      deps.logger.error({ err: error, sessionId }, 'an abandoned live session meets trouble')
      if (reason === 'storage_away') trouble = error
      else outcome = null
    },
    onTrouble: (error) => deps.logger.warn({ err: error, sessionId }, 'storing live audio is delayed'),
    // Nobody waits for these words.
    onLatency: () => undefined,
  })
  const patience = new AbortController()
  try {
    const work = open.catchUp().then(() => open.finish())
    const tooLong = sleep(limits.liveSettleMsMax, undefined, { signal: patience.signal }).then(() => {
      throw new Error('Recognising the rest of the session takes too long.')
    })
    tooLong.catch(() => undefined)
    await Promise.race([work, tooLong])
    if (trouble) throw trouble
    return outcome
  } finally {
    patience.abort()
    open.close()
  }
}
