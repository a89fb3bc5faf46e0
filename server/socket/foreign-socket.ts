import type { HttpRequest, HttpResponse, WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import { limits } from '#domain/limits/limits'
import type { ServerMessage } from '#domain/live/protocol'
import { parseStoreWish, STORE_HEADER } from '#domain/recordings/store-wish'
import type { DoorRefusal, ForeignDoor } from '../protocols/foreign-door'
import { ForeignLine } from '../protocols/foreign-line'
import type { ForeignProtocol } from '../protocols/foreign-protocol'
import type { Client, Unidentified } from '../protocols/identify-client'
import { readCredential, type Shown } from '../protocols/read-credential'
import { LiveSession } from '../session/live-session'
import type { LiveSessionDeps, Speaker } from '../session/live-session-deps'
import { addressOf } from './answer'
import { isAllowedOrigin } from './judge-upgrade'
import { RateLimit, type RateLimits } from './rate-limit'
import { sendMessage } from './socket-sender'
import { SHARED_COMPRESSOR } from './uws-constants'

interface Admitted {
  speaker: Speaker
  keepNone: boolean
  protocol: ForeignProtocol
}

interface ForeignData extends Admitted {
  connection: { line: ForeignLine; session: LiveSession; messages: RateLimit } | null
}

export interface ForeignOptions {
  doors: readonly ForeignDoor[]
  publicUrl: string
  /** Origins of other pages that may connect; `*` is any. */
  apiOrigins: readonly string[]
  upgrades: RateLimits
  trustProxy: number
  identify(shown: Shown): Promise<Client | Unidentified>
  sessionDeps: Omit<LiveSessionDeps, 'send' | 'close'>
  onOpen(session: LiveSession): void
  /** The connection has closed, and its session has ended. */
  onClosed(session: LiveSession): void
  onRefused(status: string): void
  onFailed(error: unknown): void
}

const reasons: Record<DoorRefusal['status'], string> = {
  400: '400 Bad Request', 401: '401 Unauthorized', 403: '403 Forbidden', 429: '429 Too Many Requests', 503: '503 Service Unavailable',
}

/** The sockets of clients that speak the protocols of others: server/SPEC.md, section 9. */
export class ForeignSockets {
  readonly #options: ForeignOptions
  /** Open connections of each user, and those whose session is still being ended. */
  readonly #counts = new Map<string, number>()
  #isStopped = false

  constructor(options: ForeignOptions) {
    this.#options = options
  }

  get doors(): readonly ForeignDoor[] {
    return this.#options.doors
  }

  /** Lets nobody in any more, not even those whose credential is being looked up. */
  stop(): void {
    this.#isStopped = true
  }

  behavior(door: ForeignDoor): WebSocketBehavior<ForeignData> {
    return {
      maxPayloadLength: limits.clientFrameBytesMax,
      maxBackpressure: limits.liveSendBufferBytesMax * 2,
      idleTimeout: 60,
      sendPingsAutomatically: true,
      compression: SHARED_COMPRESSOR,
      upgrade: (response, request, context) => this.#upgrade(door, response, request, context),
      open: (socket) => this.#open(socket),
      message(socket, bytes, isBinary) {
        const data = socket.getUserData()
        if (!data.connection) return
        const { line, session, messages } = data.connection
        if (isBinary) return line.binary(new Uint8Array(bytes))
        const text = Buffer.from(bytes).toString()
        const isAudio = text.length > AUDIO_TEXT_CHARS && data.protocol.isAudio(text)
        if (isAudio || messages.allow()) line.text(text)
        else session.fault('too_fast')
      },
      close: (socket, code) => {
        const { connection, speaker: { userId } } = socket.getUserData()
        if (!connection) return
        const { line, session } = connection
        socket.getUserData().connection = null
        void line.gone(code).catch(this.#options.onFailed).finally(() => {
          this.#count(userId, -1)
          this.#options.onClosed(session)
        })
      },
    }
  }

  #upgrade(door: ForeignDoor, response: HttpResponse, request: HttpRequest, context: Parameters<HttpResponse['upgrade']>[4]): void {
    // The request is not to be touched after the first wait.
    const query = new URLSearchParams(request.getQuery())
    const key = request.getHeader('sec-websocket-key')
    const extensions = request.getHeader('sec-websocket-extensions')
    const shown = readCredential({
      authorization: request.getHeader('authorization'), protocols: request.getHeader('sec-websocket-protocol'), query,
    })
    const storeHeader = request.getHeader(STORE_HEADER.toLowerCase())
    const early = this.#judgeEarly(response, request)
    if (early) return this.#refuse(door, response, early)
    let isGone = false
    response.onAborted(() => {
      isGone = true
    })
    void this.#judge(door, query, storeHeader, shown).then((judged) => {
      if (isGone) return
      if ('status' in judged) return void response.cork(() => this.#refuse(door, response, judged))
      this.#count(judged.speaker.userId, 1)
      // Not corked, though the package warns of that on stderr each time. In this release the end of a cork looks at whether the socket
      // has moved to tell whether it was upgraded within. Mostly it has not: then the socket's memory is read as if it were still a
      // request, and one connection in a hundred is closed by what happens to be there. (uNetworking/uWebSockets#1928, mended by #1929:
      // with a release that has it, cork this.)
      response.upgrade<ForeignData>({ ...judged, connection: null }, key, shown.protocol, extensions, context)
    })
  }

  /** What needs no look into the database. */
  #judgeEarly(response: HttpResponse, request: HttpRequest): DoorRefusal | null {
    const { upgrades, trustProxy, publicUrl, apiOrigins } = this.#options
    if (!upgrades.allow(addressOf(response, request, trustProxy))) {
      return { status: 429, sentence: 'Too many connections: wait a minute.' }
    }
    // The package takes any Connection of five letters for `close`, closes the socket, and breaks with all others when it is upgraded then.
    if (!/\bupgrade\b/i.test(request.getHeader('connection'))) {
      return { status: 400, sentence: 'Ask for a WebSocket with Connection: Upgrade.' }
    }
    const origin = request.getHeader('origin')
    if (origin === '' || isAllowedOrigin(origin, publicUrl, apiOrigins)) return null
    return { status: 403, sentence: 'Pages of this origin may not connect: STENO_API_ORIGINS names those that may.' }
  }

  async #judge(door: ForeignDoor, query: URLSearchParams, storeHeader: string, shown: Shown): Promise<Admitted | DoorRefusal> {
    try {
      const client = await this.#options.identify(shown)
      if ('status' in client) return client
      const prepared = door.prepare(query)
      if ('status' in prepared) return prepared
      const wish = parseStoreWish({ header: storeHeader, valuesOf: (name) => query.getAll(name) })
      if ('problem' in wish) return { status: 400, sentence: wish.problem }
      const { userId, credential } = client
      if (this.#isStopped) return { status: 503, sentence: 'Steno is ending or starting. Try again in a moment.' }
      if ((this.#counts.get(userId) ?? 0) >= limits.clientConnectionsPerUserMax) {
        return { status: 429, sentence: `At most ${limits.clientConnectionsPerUserMax} connections at once: close one of them first.` }
      }
      return { speaker: { purpose: 'live', userId, credential }, keepNone: !wish.isStored, protocol: prepared(client) }
    } catch (error) {
      this.#options.onFailed(error)
      return { status: 503, sentence: 'Steno cannot look that up right now. Try again in a moment.' }
    }
  }

  #refuse(door: ForeignDoor, response: HttpResponse, refusal: DoorRefusal): void {
    const status = reasons[refusal.status]
    this.#options.onRefused(status)
    const { contentType, body } = door.describe(refusal)
    response.writeStatus(status).writeHeader('content-type', contentType).writeHeader('cache-control', 'no-store')
    if (refusal.status === 401) response.writeHeader('www-authenticate', 'Bearer realm="steno"')
    response.end(body)
  }

  #open(socket: WebSocket<ForeignData>): void {
    const data = socket.getUserData()
    const { sessionDeps } = this.#options
    const { store } = sessionDeps
    // After its end every method of a socket throws; then there is no connection any more.
    const isOpen = () => data.connection !== null
    const session: LiveSession = new LiveSession(data.speaker, {
      ...sessionDeps,
      store: { ...store, start: (wish) => store.start({ ...wish, keepNone: data.keepNone, isResumable: false }) },
      send: (message: ServerMessage) => line.told(message),
      close: (reason) => line.closing(reason),
    })
    const line = new ForeignLine(data.protocol, session, {
      say: (message) => {
        if (isOpen() && sendMessage(socket, message) === 'slow') session.fault('slow_reader')
      },
      // Not from within a handler of the socket, which must not find its socket ended under it.
      end: (code, reason) => queueMicrotask(() => isOpen() && socket.end(code, reason)),
    })
    data.connection = { line, session, messages: new RateLimit(limits.liveMessagesPerSecondMax, 1000) }
    this.#options.onOpen(session)
    line.open()
  }

  #count(userId: string, change: 1 | -1): void {
    const count = (this.#counts.get(userId) ?? 0) + change
    if (count > 0) this.#counts.set(userId, count)
    else this.#counts.delete(userId)
  }
}

/** Shorter texts hold no audio that is worth a message: they are counted as what they are. */
const AUDIO_TEXT_CHARS = 200
