import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { listAbandonedSessions, type AbandonedSession } from '#domain/live/live-session.server'
import { touchLiveSessions, type LiveRefusal, type LiveWriter } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'

export interface KeepSessionsOptions {
  db: Db
  logger: Logger
  /** The sessions that this server holds. */
  held(): LiveWriter[]
  onLost(sessionId: string, refusal: LiveRefusal): void
  settle(session: AbandonedSession): Promise<void>
  /** Default `limits.liveAbandonMs`. */
  abandonMs?: number
  /** Default `limits.liveTouchMs`. */
  everyMs?: number
}

/** Sessions finished in one round, so that a live server with much to settle still serves those who speak. */
const SETTLED_AT_ONCE_MAX = 4

/**
 * Says regularly that the sessions held here live, hears which are lost, and finishes those of anybody that were abandoned.
 * `close` resolves when the round under way is over.
 */
export function keepSessions(options: KeepSessionsOptions): { close(): Promise<void> } {
  const { db, logger, abandonMs = limits.liveAbandonMs, everyMs = limits.liveTouchMs } = options
  let isClosed = false
  let round = Promise.resolve()
  const timer = setInterval(() => {
    round = round.then(() => (isClosed ? undefined : keep())).catch((error: unknown) => {
      logger.warn({ err: error }, 'live sessions cannot be kept right now')
    })
  }, everyMs)

  async function keep(): Promise<void> {
    const lost = await touchLiveSessions(db, options.held())
    for (const [sessionId, refusal] of lost) options.onLost(sessionId, refusal)
    for (const session of await listAbandonedSessions(db, abandonMs, SETTLED_AT_ONCE_MAX)) {
      if (isClosed) return
      await options.settle(session).catch((error: unknown) => {
        logger.error({ err: error, ...session }, 'an abandoned live session could not be finished')
      })
    }
  }

  return {
    async close() {
      isClosed = true
      clearInterval(timer)
      await round
    },
  }
}
