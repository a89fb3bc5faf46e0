import type { AttachedSession } from '#domain/live/live-session.server'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import type { ServerMessage } from '#domain/live/protocol'
import { LiveTranslations } from '../translation/live-translations'
import type { LiveSessionDeps } from './live-session-deps'
import { OpenSession } from './open-session'
import { SessionNews } from './session-news'
import type { RecognizedWith } from './session-recognition'
import type { SessionEvent } from './session-state'

/** The connection whose session it is. */
export interface Client {
  tell(message: ServerMessage): void
  handle(event: SessionEvent): void
  lost(refusal: LiveRefusal): void
  fault(reason: 'storage_away' | 'internal'): void
  /** Whether viewers still hear of the session from here. */
  isOpen(): boolean
}

export interface OpenForClient {
  open: OpenSession
  translations: LiveTranslations
}

/**
 * Opens a session of which client, viewers and translation are told. Throws `live_busy` where `mustAdmit` is not set and there is no
 * room. Call `open.catchUp` before audio arrives.
 */
export function openForClient(
  session: AttachedSession, using: RecognizedWith, mustAdmit: boolean, deps: LiveSessionDeps, client: Client,
): OpenForClient {
  const { sessionId } = session
  const news = new SessionNews({
    tell: (message) => client.tell(message),
    publish: (message) => {
      if (!client.isOpen()) return
      deps.publish(sessionId, message)
      if (message.type === 'partial' || message.type === 'final') translations.hear(message)
    },
  })
  const open = new OpenSession(session, using, mustAdmit, {
    store: deps.store,
    recognizer: deps.recognizer,
    onEvent: (event) => (event.type === 'speaking' ? client.handle(event) : news.recognized(event)),
    onAck: (ack) => news.stored(ack),
    onQuota: (leftMs) => {
      news.quotaLeft(leftMs)
      if (leftMs === 0) client.handle({ type: 'quotaUsedUp' })
    },
    onLost: (refusal) => client.lost(refusal),
    onFault: (reason, error) => {
      deps.logger.error({ err: error, sessionId }, 'a live session cannot go on')
      client.fault(reason)
    },
    onLatency: deps.onLatency,
    onTrouble: (error) => {
      deps.onTrouble()
      deps.logger.warn({ err: error, sessionId }, 'storing live audio is delayed')
    },
  })
  const translations = new LiveTranslations({
    translator: deps.translator,
    userId: session.userId,
    spoken: () => (client.isOpen() ? open.using.language : null),
    tell: (message) => client.tell(message),
    publish: (language, message) => deps.publishIn(sessionId, language, message),
    save: (language, translation) => deps.saveTranslation(session, language, translation),
    onTrouble: deps.onTranslationTrouble,
    keepMs: deps.keepLanguageMs,
  })
  return { open, translations }
}
