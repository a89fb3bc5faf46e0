import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { dropEmptySessions, listAbandonedSessions, type AbandonedSession } from '#domain/live/live-session.server'
import { touchLiveSessions, type LiveRefusal, type LiveWriter } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'

export interface KeepSessionsOptions {
  db: Db
  logger: Logger
  /** What this copy of the server is called, for whoever looks where a session is. */
  holder: string
  /** The sessions that this server holds. */
  held(): LiveWriter[]
  onLost(sessionId: string, refusal: LiveRefusal): void
  settle(session: AbandonedSession): Promise<void>
  /** Ends those held here whose credential has ended. */
  recheck(): Promise<void>
  recheckEveryMs: number
  /** How long nobody must have touched a session before it is finished for them. */
  abandonMs: number
  /** How long nobody must have touched an empty one before it is let go. */
  emptyMs: number
  /** How long people are given to come back after a start. */
  returnMs: number
  /** How often, but for the credentials. */
  everyMs: number
}

/** Sessions finished in one round, so that a live server with much to settle still serves those who speak. */
const SETTLED_AT_ONCE_MAX = 4

/**
 * Says regularly that the sessions held here live, hears which are lost, and, apart from that, finishes those of anybody that were
 * abandoned, and has those end that may not be spoken any more. `close` resolves when what is under way is over.
 */
export function keepSessions(options: KeepSessionsOptions): { close(): Promise<void> } {
  const { db, logger, abandonMs, emptyMs, returnMs, everyMs } = options
  const startedAt = Date.now()
  let isClosed = false

  async function touch(): Promise<void> {
    const lost = await touchLiveSessions(db, options.held(), options.holder)
    for (const [sessionId, refusal] of lost) options.onLost(sessionId, refusal)
  }

  async function settle(): Promise<void> {
    const abandoned = await listAbandonedSessions(db, { abandonMs, graceMs: returnMs, most: SETTLED_AT_ONCE_MAX })
    const mayJudge = Date.now() - startedAt >= returnMs
    if (mayJudge) await dropEmptySessions(db, emptyMs)
    for (const session of abandoned) {
      if (isClosed) return
      // Whoever spoke while this server was away is only now coming back.
      if (session.reason === 'interrupted' && !mayJudge) continue
      await options.settle(session).catch((error: unknown) => {
        logger.error({ err: error, ...session }, 'an abandoned live session could not be finished')
      })
    }
  }

  const works = [[touch, everyMs], [settle, everyMs], [options.recheck, options.recheckEveryMs]] as const
  const rounds = works.map(([work, ms]) => repeat(work, ms, (error) => {
    logger.warn({ err: error }, 'live sessions cannot be kept right now')
  }))
  return {
    async close() {
      isClosed = true
      await Promise.all(rounds.map((stop) => stop()))
    },
  }
}

/** Does the work again and again, one at a time; the function it answers ends that, and resolves when nothing runs any more. */
function repeat(work: () => Promise<void>, everyMs: number, onError: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= work().catch(onError).finally(() => {
      running = null
    })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
