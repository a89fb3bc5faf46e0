import type { WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import { LIVE_PROTOCOL, parseViewerWish, type ViewerMessage } from '#domain/live/protocol'
import { hashViewerToken, type SharedSession } from '#domain/live/share.server'
import { limits } from '#domain/limits/limits'
import { closeCodes } from '#domain/live/close-codes'
import { addressOf, refuseUpgrade } from './answer'
import { judgeViewer, type UpgradeRules } from './judge-upgrade'
import { RateLimit, type RateLimits } from './rate-limit'
import { sendMessage } from './socket-sender'
import { SHARED_COMPRESSOR } from './uws-constants'

interface ViewerData {
  token: string
  isOpen: boolean
  sessionId: string | null
  /** What was there before they came, and is told as fast as they read. */
  waiting: ViewerMessage[]
  /** In which language they read along; null for the speaker's own. */
  language: string | null
  wishes: RateLimit
}

export interface ViewerOptions {
  rules: UpgradeRules
  upgrades: RateLimits
  trustProxy: number
  /** Viewers of one session. */
  viewersMax: number
  /** The session that the token opens, with its segments so far; null where there is none. */
  findShared(token: string): Promise<SharedSession | null>
  /** Has the session translated into the language, with what there is of it. */
  findTranslations(sessionId: string, language: string): Promise<{ messages: ViewerMessage[]; isMade: boolean }>
  onCount(change: 1 | -1): void
}

/** Everything that is said about a session is published under this topic, and its translations under one for each language. */
export function viewerTopic(sessionId: string, language?: string): string {
  return language === undefined ? `watch/${sessionId}` : `watch/${sessionId}/${language}`
}

/** Sockets of those who only watch: server/SPEC.md, section 7. */
export class Viewers {
  readonly #options: ViewerOptions
  readonly #sockets = new Map<string, Set<WebSocket<ViewerData>>>()

  constructor(options: ViewerOptions) {
    this.#options = options
  }

  /** Whether somebody here watches the session. */
  isWatched(sessionId: string): boolean {
    return this.#sockets.has(sessionId)
  }

  /** In which languages those here read along, also those that cannot be had at present. */
  listLanguages(): { sessionId: string; language: string }[] {
    return [...this.#sockets].flatMap(([sessionId, sockets]) => {
      const languages = new Set([...sockets].flatMap((socket) => socket.getUserData().language ?? []))
      return [...languages].map((language) => ({ sessionId, language }))
    })
  }

  /** Closes those who watch a session by a link that is revoked: any but that of the token with this hash (SPEC 7.4). */
  dismiss(sessionId: string, tokenHash: string | null): void {
    for (const socket of this.#sockets.get(sessionId) ?? []) {
      if (hashViewerToken(socket.getUserData().token) !== tokenHash) socket.end(closeCodes.session_unknown, 'session_unknown')
    }
  }

  /** Closes them all; who may still watch comes again. */
  sendAway(): void {
    for (const sockets of this.#sockets.values()) {
      for (const socket of sockets) socket.end(closeCodes.going_away, 'going_away')
    }
  }

  behavior(): WebSocketBehavior<ViewerData> {
    const { rules, upgrades, trustProxy } = this.#options
    return {
      // Viewers say no more than a language.
      maxPayloadLength: 1024,
      maxBackpressure: limits.liveSendBufferBytesMax,
      // A viewer who does not read misses what is published meanwhile, and is closed by the next message of their own.
      closeOnBackpressureLimit: true,
      idleTimeout: 60,
      sendPingsAutomatically: true,
      compression: SHARED_COMPRESSOR,
      upgrade: (response, request, context) => {
        const judged = upgrades.allow(addressOf(response, request, trustProxy))
          ? judgeViewer(
              { protocols: request.getHeader('sec-websocket-protocol'), origin: request.getHeader('origin') },
              rules,
            )
          : { status: '429 Too Many Requests' as const, sentence: 'Too many connections: wait a minute.' }
        if (typeof judged !== 'string') return refuseUpgrade(response, judged)
        response.upgrade<ViewerData>(
          {
            token: judged, isOpen: true, sessionId: null, waiting: [], language: null,
            wishes: new RateLimit(limits.liveViewerWishesPerMinuteMax, 60_000),
          },
          request.getHeader('sec-websocket-key'),
          LIVE_PROTOCOL,
          request.getHeader('sec-websocket-extensions'),
          context,
        )
      },
      open: (socket) => void this.#admit(socket),
      message: (socket, bytes, isBinary) => {
        const wish = isBinary ? null : parseViewerWish(Buffer.from(bytes).toString())
        if (!wish) socket.end(closeCodes.bad_message, 'bad_message')
        else if (!socket.getUserData().wishes.allow()) socket.end(closeCodes.too_fast, 'too_fast')
        else void this.#readIn(socket, wish.language)
      },
      drain: (socket) => this.#tellWaiting(socket),
      close: (socket) => this.#forget(socket),
    }
  }

  async #admit(socket: WebSocket<ViewerData>): Promise<void> {
    const data = socket.getUserData()
    const find = () => this.#options.findShared(data.token).catch(() => 'away' as const)
    const found = await find()
    if (!data.isOpen) return
    if (found === null) return void socket.end(closeCodes.session_unknown, 'session_unknown')
    const isFull = found !== 'away' && (this.#sockets.get(found.sessionId)?.size ?? 0) >= this.#options.viewersMax
    // Neither says that the link is dead: whoever holds a good one comes in the next time.
    if (found === 'away' || isFull) return void socket.end(closeCodes.going_away, 'going_away')
    this.#enter(socket, found.sessionId)
    // What is told from now on is heard, and what was stored until now is read: nothing falls in between, no revocation either.
    const shared = await find()
    if (!data.isOpen) return
    if (shared === null) return void socket.end(closeCodes.session_unknown, 'session_unknown')
    if (shared === 'away') return void socket.end(closeCodes.going_away, 'going_away')
    data.waiting.push(...greeting(shared))
    this.#tellWaiting(socket)
  }

  async #readIn(socket: WebSocket<ViewerData>, language: string | null): Promise<void> {
    const data = socket.getUserData()
    const { sessionId } = data
    if (sessionId === null) return
    if (data.language !== null) socket.unsubscribe(viewerTopic(sessionId, data.language))
    data.language = language
    if (language === null) return
    // Before what there is is read: nothing may be said between the two unheard.
    socket.subscribe(viewerTopic(sessionId, language))
    const { messages, isMade } = await this.#options.findTranslations(sessionId, language)
      .catch(() => ({ messages: [], isMade: false }))
    if (!data.isOpen || data.language !== language) return
    data.waiting.push(...messages, ...(isMade ? [] : [refusedLanguage]))
    this.#tellWaiting(socket)
  }

  #enter(socket: WebSocket<ViewerData>, sessionId: string): void {
    socket.getUserData().sessionId = sessionId
    this.#sockets.set(sessionId, (this.#sockets.get(sessionId) ?? new Set()).add(socket))
    this.#options.onCount(1)
    socket.subscribe(viewerTopic(sessionId))
  }

  /** More than this at once would be left out by a connection that carries it slowly. */
  #tellWaiting(socket: WebSocket<ViewerData>): void {
    const { waiting } = socket.getUserData()
    while (waiting.length > 0 && socket.getBufferedAmount() <= limits.liveSendBufferBytesMax / 2) {
      sendMessage(socket, waiting.shift()!)
    }
  }

  #forget(socket: WebSocket<ViewerData>): void {
    const data = socket.getUserData()
    data.isOpen = false
    if (data.sessionId === null) return
    const sockets = this.#sockets.get(data.sessionId)
    sockets?.delete(socket)
    if (sockets?.size === 0) this.#sockets.delete(data.sessionId)
    this.#options.onCount(-1)
  }
}

const refusedLanguage = {
  type: 'error' as const, code: 'live_languages_max', message: 'There is no translation into this language.', retryable: true,
}

function greeting({ sessionId, title, language, languages, endReason, segments }: SharedSession): ViewerMessage[] {
  return [
    { type: 'hello', title, language, languages, isOpen: endReason === null },
    ...segments.map((segment) => ({ type: 'final' as const, ...segment, committed: true })),
    ...(endReason ? [{ type: 'ended' as const, recordingId: sessionId, reason: endReason }] : []),
  ]
}
