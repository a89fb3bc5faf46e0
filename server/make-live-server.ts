import os from 'node:os'
import type { Logger } from 'pino'
import type { Db } from '#db/client.server'
import { listenToDatabase } from '#db/listen.server'
import type { AttachedSession } from '#domain/live/live-session.server'
import { findSharedSession, listSharedSegments } from '#domain/live/share.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { tokenHouseOf } from '#domain/tokens/access-token.server'
import { requireTargetLanguage } from '#domain/translation/translation-settings.server'
import { saveLiveTranslation } from '#domain/translation/translations.server'
import type { Translator } from '#domain/translation/translator'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import type { HealthAnswer } from '#domain/telemetry/health-routes.server'
import { LIVE_CHANNEL, parseLiveNotice, type LiveNotice } from './live-notices'
import type { LiveMetrics } from './live-metrics'
import { makeDatabaseStore } from './persistence/database-store'
import { keepSessions } from './persistence/keep-sessions'
import { recheckCredentials } from './persistence/recheck-credentials'
import { settleSession } from './persistence/settle-session'
import { foreignDoors, type SilenceTimes } from './protocols/doors'
import { identifyClient } from './protocols/identify-client'
import type { LiveRecognizer } from './recognizer/live-recognizer'
import type { LiveSession } from './session/live-session'
import type { SessionHolder } from './session/live-session-deps'
import type { RecognizedWith } from './session/session-recognition'
import type { Wish } from './session/session-state'
import { ForeignSockets } from './socket/foreign-socket'
import { RateLimits } from './socket/rate-limit'
import { makeSocketApp } from './socket/socket-app'
import type { SpeakerOptions } from './socket/speaker-socket'
import { Viewers } from './socket/viewer-socket'
import { findLiveTranslations, listLiveTranslations, wantLiveTranslations } from './translation/find-translations'

export interface LiveServerOptions {
  host: string
  /** 0 takes any free one. */
  port: number
  publicUrl: string
  /** Origins of other pages that may connect with a key; `*` is any. */
  apiOrigins: readonly string[]
  secret: string
  trustProxy: number
  databaseUrl: string
  db: Db
  objects: ObjectStore
  recognizer: LiveRecognizer
  chooseModel(wish: Wish): Promise<RecognizedWith>
  translator: Translator
  health(pathname: string): Promise<HealthAnswer | null>
  metrics: LiveMetrics
  logger: Logger
  /** For tests; default `limits.liveAbandonMs`. */
  abandonMs?: number
  /** For tests; default `limits.liveEmptyMs`. */
  emptyMs?: number
  /** For tests; default `limits.liveTouchMs`. */
  touchMs?: number
  /** For tests; default `limits.liveCredentialCheckMs`. */
  credentialCheckMs?: number
  /** For tests; default `limits.liveReturnMs`. */
  returnMs?: number
  /** For tests; default `limits.liveStartMs`. */
  startMs?: number
  /** For tests; default `limits.deepgramSilenceMsMax` and `limits.clientSilenceMsMax`. */
  silence?: SilenceTimes
  /** For tests; default `limits.liveViewersPerSessionMax`. */
  viewersMax?: number
  /** For tests; default `limits.liveViewerLanguageRenewMs` and `limits.liveViewerLanguageKeepMs`. */
  viewerLanguages?: { renewMs: number; keepMs: number }
}

export interface LiveServer {
  readonly port: number
  /** Stores what it holds, sends the speakers away, and resolves when nothing runs any more (server/SPEC.md 3.9). */
  close(): Promise<void>
}

interface Held {
  session: AttachedSession
  holder: SessionHolder
}

/** Live recognition on a port: speakers, viewers, and what keeps their sessions. */
export async function makeLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { db, logger, metrics, recognizer, chooseModel, translator } = options
  const { abandonMs = limits.liveAbandonMs, touchMs = limits.liveTouchMs, returnMs = limits.liveReturnMs } = options
  const store = makeDatabaseStore(db, options.objects)
  const connections = new Set<LiveSession>()
  const held = new Map<string, Held>()
  const rules = { publicUrl: options.publicUrl, secret: options.secret }
  const upgrades = new RateLimits(limits.liveUpgradesPerMinuteMax, 60_000)
  const translations = { db, held, translator }

  const viewers = new Viewers({
    rules,
    upgrades,
    trustProxy: options.trustProxy,
    viewersMax: options.viewersMax ?? limits.liveViewersPerSessionMax,
    findShared: (token) => findSharedSession(db, token),
    findTranslations: (sessionId, language) => findLiveTranslations(sessionId, language, translations),
    onCount: (change) => metrics.viewers.inc(change),
  })
  const common = {
    upgrades,
    trustProxy: options.trustProxy,
    onOpen: (session: LiveSession) => {
      connections.add(session)
      metrics.connections.inc()
    },
    onClosed: (session: LiveSession) => {
      connections.delete(session)
      metrics.connections.dec()
    },
    onRefused: (status: string) => metrics.refusals.inc({ reason: status }),
  }
  const sessionDeps: SpeakerOptions['sessionDeps'] = {
    store,
    recognizer,
    chooseModel: async (wish) => {
      if (wish.translateTo) requireTargetLanguage(wish.translateTo)
      return chooseModel(wish)
    },
    translator,
    keepLanguageMs: options.viewerLanguages?.keepMs ?? limits.liveViewerLanguageKeepMs,
    saveTranslation: (session, language, translation) => saveLiveTranslation(db, session, language, translation),
    onTranslationTrouble: (error) => {
      metrics.translationTroubles.inc()
      logger.warn({ err: error }, 'live speech is not translated')
    },
    logger,
    publish: (sessionId, message) => {
      // The end is told by the database, after all that is stored.
      if (message.type !== 'ended') app.publish(sessionId, message)
    },
    publishIn: (sessionId, language, message) => app.publishIn(sessionId, language, message),
    signResumeTicket: ({ userId, login, credential }, sessionId) =>
      signLiveTicket({ purpose: 'resume', userId, login, credential, sessionId }, options.secret),
    onHeld: (session, holder) => {
      // An older connection to this server need not wait for its next write to learn of the newer one; and the older one may
      // be the one that comes second here.
      const other = held.get(session.sessionId)
      if (other && other.session.fence > session.fence) return holder.lost('superseded')
      other?.holder.lost('superseded')
      held.set(session.sessionId, { session, holder })
      metrics.sessions.set(held.size)
    },
    onReleased: (session) => {
      if (held.get(session.sessionId)?.session.fence === session.fence) held.delete(session.sessionId)
      metrics.sessions.set(held.size)
    },
    onRefused: (code) => metrics.refusals.inc({ reason: code }),
    onTrouble: () => metrics.storeTroubles.inc(),
    onLatency: (kind, ms) => metrics[kind].observe(ms / 1000),
  }
  const app = makeSocketApp({
    viewers,
    health: options.health,
    speakers: { ...common, rules, startMs: options.startMs ?? limits.liveStartMs, sessionDeps },
    foreign: new ForeignSockets({
      ...common,
      doors: foreignDoors(options.silence),
      publicUrl: options.publicUrl,
      apiOrigins: options.apiOrigins,
      identify: (shown) => identifyClient(shown, { db, tokens: tokenHouseOf(options.publicUrl, [options.secret]), secret: options.secret }),
      sessionDeps,
      onFailed: (error) => logger.error({ err: error }, 'a connection of another protocol failed'),
    }),
  })

  const listening = listenToDatabase({
    databaseUrl: options.databaseUrl,
    channel: LIVE_CHANNEL,
    name: 'steno-live-events',
    onNotice: (payload) => {
      const notice = parseLiveNotice(payload)
      if (notice) heed(notice)
    },
    // Among what nobody heard may be that a link was revoked: viewers come again, and are asked for theirs.
    onMissed: () => viewers.sendAway(),
    onTrouble: (error) => logger.warn({ err: error }, 'The connection for events broke.'),
  })

  let telling = Promise.resolve()

  function heed(notice: LiveNotice): void {
    const own = held.get(notice.sessionId)
    switch (notice.type) {
      case 'attached':
        if (own && own.session.fence < notice.fence) own.holder.lost('superseded')
        return
      case 'released':
        return own?.holder.lost('over')
      case 'segments':
        // Those of this server's own speakers were published when they were settled, but who has come since has missed them.
        telling = telling.then(() => tellSegments(notice.sessionId, notice.from))
        return
      case 'ended':
        // The end must not overtake the segments that were announced before it.
        return void telling.then(() => {
          app.publish(notice.sessionId, { type: 'ended', recordingId: notice.sessionId, reason: notice.reason })
        })
      case 'translated':
        if (!own) telling = telling.then(() => tellTranslations(notice.sessionId, notice.language, notice.from))
        return
      case 'wanted':
        return void own?.holder.wantByViewer(notice.language)
      case 'revoked':
        return viewers.dismiss(notice.sessionId, notice.tokenHash ?? null)
    }
  }

  async function tellSegments(sessionId: string, from: number): Promise<void> {
    if (!viewers.isWatched(sessionId)) return
    try {
      for (const segment of await listSharedSegments(db, sessionId, from)) {
        app.publish(sessionId, { type: 'final', ...segment, committed: true })
      }
      // Some may have been translated before they were stored.
      await tellTranslations(sessionId, null, from)
    } catch (error) {
      logger.warn({ err: error, sessionId }, 'viewers miss segments')
    }
  }

  async function tellTranslations(sessionId: string, language: string | null, from: number): Promise<void> {
    if (!viewers.isWatched(sessionId)) return
    try {
      for (const message of await listLiveTranslations(db, sessionId, language, from)) {
        app.publishIn(sessionId, message.language, message)
      }
    } catch (error) {
      logger.warn({ err: error, sessionId }, 'viewers miss translations')
    }
  }

  const renewing = setInterval(() => {
    for (const { sessionId, language } of viewers.listLanguages()) {
      wantLiveTranslations(sessionId, language, translations)
        .catch((error: unknown) => logger.warn({ err: error, sessionId }, 'viewers wait for their language'))
    }
  }, options.viewerLanguages?.renewMs ?? limits.liveViewerLanguageRenewMs)

  const port = await app.listen(options.host, options.port)

  const keeper = keepSessions({
    db,
    logger,
    holder: `${os.hostname()}:${port}`,
    held: () => [...held.values()].map(({ session }) => session),
    onLost: (sessionId, refusal) => held.get(sessionId)?.holder.lost(refusal),
    settle: async (session) => {
      if (await settleSession(session, { store, recognizer, chooseModel, logger })) metrics.settled.inc()
    },
    recheck: () => recheckCredentials([...held.values()].map(({ holder }) => holder), store.isHeld),
    recheckEveryMs: options.credentialCheckMs ?? limits.liveCredentialCheckMs,
    abandonMs,
    emptyMs: options.emptyMs ?? limits.liveEmptyMs,
    returnMs,
    everyMs: touchMs,
  })

  return {
    port,
    async close() {
      app.stopListening()
      await Promise.all([...connections].map((connection) => connection.drain()))
      clearInterval(renewing)
      viewers.sendAway()
      await keeper.close()
      await listening.close()
      app.close()
    },
  }
}
