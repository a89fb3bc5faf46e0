import { once } from 'node:events'
import WebSocket, { type ClientOptions } from 'ws'
import { encodeAudioFrame, FRAME_SAMPLES } from '#domain/live/audio-frame'
import { LIVE_PROTOCOL, parseServerMessage, TICKET_PREFIX, type ClientMessage, type ServerMessage } from '#domain/live/protocol'
import { signLiveTicket } from '#domain/live/ticket.server'
import { liveSecret } from './live-secret'

type Kind = ServerMessage['type']
type MessageOf<K extends Kind> = ServerMessage & { type: K }

/** One connection to a live server, as a client of Steno's protocol sees it. */
export class LiveClient {
  readonly socket: WebSocket
  readonly messages: ServerMessage[] = []
  #closed: { code: number } | null = null
  #waiters: (() => void)[] = []

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      const message = parseServerMessage(String(data))
      if (!message) throw new Error(`The server sent what is no message: ${data}`)
      this.messages.push(message)
      this.#wake()
    })
    socket.on('close', (code) => {
      this.#closed = { code }
      this.#wake()
    })
    // What follows an error is `close`.
    socket.on('error', () => undefined)
  }

  /** `address` is what a proxy in front would say; connections of one address are limited. */
  static async connect(
    port: number,
    userId: string,
    ticket = signLiveTicket({ purpose: 'live', userId }, liveSecret),
    address = '127.0.0.1',
  ) {
    return LiveClient.open(`ws://127.0.0.1:${port}/ws/s2t`, ticket, { headers: { 'x-forwarded-for': address } })
  }

  /** Connects to wherever the live server is to be reached. */
  static async open(url: string, ticket: string, options: ClientOptions = {}) {
    const socket = new WebSocket(url, [LIVE_PROTOCOL, `${TICKET_PREFIX}${ticket}`], options)
    const client = new LiveClient(socket)
    await once(socket, 'open')
    return client
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  frame(seq: number, samples: Int16Array): void {
    this.socket.send(Buffer.from(encodeAudioFrame({ seq, samples })))
  }

  /** Sends the samples as frames of a tenth of a second from a sequence number on; answers the next one. */
  speak(samples: Int16Array, seq = 0): number {
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) this.frame(seq++, samples.subarray(at, at + FRAME_SAMPLES))
    return seq
  }

  /** The first message of the kind that fits, come or to come; rejects where the connection ends first. */
  async next<K extends Kind>(type: K, fits: (message: MessageOf<K>) => boolean = () => true): Promise<MessageOf<K>> {
    for (;;) {
      const found = this.messages.find((message) => message.type === type && fits(message as MessageOf<K>))
      if (found) return found as MessageOf<K>
      if (this.#closed) throw new Error(`Closed with ${this.#closed.code} before ${type}; got ${JSON.stringify(this.messages.slice(-3))}`)
      await new Promise<void>((wake) => this.#waiters.push(wake))
    }
  }

  /** The code with which the connection ended. */
  async closed(): Promise<number> {
    while (!this.#closed) await new Promise<void>((wake) => this.#waiters.push(wake))
    return this.#closed.code
  }

  /** The finals that stand at the end, by segment: a later one replaces an earlier one. */
  finals(): MessageOf<'final'>[] {
    const byId = new Map<number, MessageOf<'final'>>()
    for (const message of this.messages) if (message.type === 'final') byId.set(message.segmentId, message)
    return [...byId.values()].sort((a, b) => a.segmentId - b.segmentId)
  }

  /** Breaks the connection without a word, as a network does. */
  cut(): void {
    this.socket.terminate()
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake()
  }
}

/** Samples as the protocol carries them. */
export function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.max(-32768, Math.min(32767, Math.round(sample * 32767))))
}
