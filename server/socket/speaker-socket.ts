import type { WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import { parseAudioFrame } from '#domain/live/audio-frame'
import { LIVE_PROTOCOL, parseClientMessage } from '#domain/live/protocol'
import type { TicketClaims } from '#domain/live/ticket.server'
import { limits } from '#domain/limits/limits'
import { closeCodes } from '#domain/live/close-codes'
import { LiveSession } from '../session/live-session'
import type { LiveSessionDeps } from '../session/live-session-deps'
import { addressOf, refuseUpgrade } from './answer'
import { judgeUpgrade, type UpgradeRules } from './judge-upgrade'
import { RateLimit, type RateLimits } from './rate-limit'
import { sendMessage } from './socket-sender'
import { SHARED_COMPRESSOR } from './uws-constants'

interface SpeakerData {
  claims: TicketClaims
  connection: Connection | null
}

interface Connection {
  /** After its end every method of a socket throws. */
  isOpen: boolean
  session: LiveSession
  messages: RateLimit
  startTimer: NodeJS.Timeout
}

export interface SpeakerOptions {
  rules: UpgradeRules
  upgrades: RateLimits
  trustProxy: number
  /** How long a connection may be without a session. */
  startMs: number
  /** What a session of the connection needs; `send` and `close` are the socket's. */
  sessionDeps: Omit<LiveSessionDeps, 'send' | 'close'>
  onOpen(session: LiveSession): void
  /** The connection has closed, and what it had sent is stored. */
  onClosed(session: LiveSession): void
  onRefused(status: string): void
}

/** The socket of those who speak: server/SPEC.md, section 1. */
export function speakerSocket(options: SpeakerOptions): WebSocketBehavior<SpeakerData> {
  return {
    maxPayloadLength: limits.liveFrameBytesMax,
    maxBackpressure: limits.liveSendBufferBytesMax * 2,
    idleTimeout: 60,
    sendPingsAutomatically: true,
    compression: SHARED_COMPRESSOR,
    upgrade(response, request, context) {
      const judged = options.upgrades.allow(addressOf(response, request, options.trustProxy))
        ? judgeUpgrade(
            { protocols: request.getHeader('sec-websocket-protocol'), origin: request.getHeader('origin') },
            options.rules,
          )
        : { status: '429 Too Many Requests' as const, sentence: 'Too many connections: wait a minute.' }
      if ('status' in judged) {
        options.onRefused(judged.status)
        return refuseUpgrade(response, judged)
      }
      response.upgrade<SpeakerData>(
        { claims: judged, connection: null },
        request.getHeader('sec-websocket-key'),
        LIVE_PROTOCOL,
        request.getHeader('sec-websocket-extensions'),
        context,
      )
    },
    open(socket) {
      const data = socket.getUserData()
      data.connection = connect(socket, data.claims, options)
      options.onOpen(data.connection.session)
    },
    message(socket, bytes, isBinary) {
      const { connection } = socket.getUserData()
      if (!connection) return
      const { session, messages } = connection
      if (isBinary) {
        const frame = parseAudioFrame(bytes)
        if (frame) session.audio(frame.seq, frame.samples)
        else session.message(null)
      } else if (!messages.allow()) session.fault('too_fast')
      else session.message(parseClientMessage(Buffer.from(bytes).toString()))
    },
    close(socket) {
      const { connection } = socket.getUserData()
      if (!connection) return
      connection.isOpen = false
      clearInterval(connection.startTimer)
      void connection.session.gone().finally(() => options.onClosed(connection.session))
    },
  }
}

function connect(socket: WebSocket<SpeakerData>, claims: TicketClaims, options: SpeakerOptions): Connection {
  const connection: Connection = {
    isOpen: true,
    session: new LiveSession(claims, {
      ...options.sessionDeps,
      send: (message) => {
        if (connection.isOpen && sendMessage(socket, message) === 'slow') connection.session.fault('slow_reader')
      },
      // Not from within a handler of the socket, which must not find its socket ended under it.
      close: (reason) => queueMicrotask(() => connection.isOpen && socket.end(closeCodes[reason], reason)),
    }),
    messages: new RateLimit(limits.liveMessagesPerSecondMax, 1000),
    // Again and again: a start that is under way may be refused afterwards.
    startTimer: setInterval(() => {
      if (connection.session.isWaiting) connection.session.fault('start_timeout')
    }, options.startMs),
  }
  return connection
}
