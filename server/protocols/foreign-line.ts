import { randomUUID } from 'node:crypto'
import { closeCodes, type CloseReason } from '#domain/live/close-codes'
import type { ClientMessage, EndReason, ServerMessage } from '#domain/live/protocol'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { LiveSession } from '../session/live-session'
import type { Act, ForeignProtocol, Refusal } from './foreign-protocol'

/** The session as the line needs it. */
export type SpokenTo = Pick<LiveSession, 'message' | 'audio' | 'fault' | 'gone'>

/** The connection as the line needs it. */
export interface ForeignPeer {
  say(message: object): void
  /** Ends the connection; more than once is once. */
  end(code: number, reason: string): void
}

type Waiting = { message: ClientMessage } | { samples: Int16Array }

/** Codes with which a client ends a connection in good order. */
const ORDERLY = [1000, 1001, 1005]

/**
 * Between a client of another protocol and a session of Steno's: numbers the audio, has it wait while a session begins or finishes
 * something, and ends the session with the connection, since such a client cannot come back to it (server/SPEC.md 9.7).
 */
export class ForeignLine {
  readonly #protocol: ForeignProtocol
  readonly #session: SpokenTo
  readonly #peer: ForeignPeer
  #phase: 'idle' | 'starting' | 'ready' | 'over' = 'idle'
  /** A `finalize` is under way, and what follows is for after it. */
  #isFinishing = false
  readonly #waiting: Waiting[] = []
  #waitingSamples = 0
  #seq = 0
  readonly #silence: NodeJS.Timeout
  /** Whether the client is to show a sign of life. */
  #isListening = true
  #hasEnded = false
  /** The client has gone while its session was beginning. */
  #gone: { as: EndReason; resolve(): void } | null = null

  constructor(protocol: ForeignProtocol, session: SpokenTo, peer: ForeignPeer) {
    this.#protocol = protocol
    this.#session = session
    this.#peer = peer
    this.#silence = setTimeout(() => this.#act(protocol.silent()), protocol.silenceMs)
  }

  open(): void {
    this.#act(this.#protocol.open())
    this.#pass()
  }

  text(text: string): void {
    if (this.#hasEnded) return
    this.#noteSign()
    this.#act(this.#protocol.text(text))
    this.#pass()
  }

  /** The bytes are only looked at before it returns. */
  binary(bytes: Uint8Array): void {
    if (this.#hasEnded) return
    this.#noteSign()
    this.#act(this.#protocol.binary(bytes))
    this.#pass()
  }

  /** What the session says. */
  told(message: ServerMessage): void {
    if (message.type === 'ready') this.#ready()
    if (message.type === 'finalized') this.#isFinishing = false
    // What ends the session comes once more, as the reason for which the connection closes.
    if (message.type === 'goaway' || (message.type === 'error' && message.code in closeCodes)) return
    if (message.type === 'error' && this.#phase === 'starting') this.#refuse(message)
    else this.#act(this.#protocol.told(message))
    // Not from within what the session is at.
    queueMicrotask(() => this.#pass())
  }

  /** The session is over for the connection. */
  closing(reason: CloseReason): void {
    this.#phase = 'over'
    this.#act(this.#protocol.closing(reason))
    this.#gone?.resolve()
  }

  /** The connection has ended; resolves when its session has, and is stored. */
  async gone(code: number): Promise<void> {
    this.#stopListening()
    const as = ORDERLY.includes(code) && !this.#hasEnded ? 'stopped' : 'interrupted'
    this.#hasEnded = true
    // What has arrived is stored, also where the session is not there yet.
    if (this.#phase === 'starting') await new Promise<void>((resolve) => (this.#gone = { as, resolve }))
    this.#passAll()
    await this.#session.gone(as)
  }

  #noteSign(): void {
    // One that is cleared would begin again.
    if (this.#isListening) this.#silence.refresh()
  }

  #stopListening(): void {
    this.#isListening = false
    clearTimeout(this.#silence)
  }

  #act(acts: readonly Act[]): void {
    for (const act of acts) {
      switch (act.do) {
        case 'say':
          if (!this.#hasEnded) this.#peer.say(act.message)
          break
        case 'ask':
          this.#enqueue({ message: act.message })
          // What is left to do is the server's, and may take its time.
          if (act.message.type === 'stop') this.#stopListening()
          break
        case 'hear':
          this.#enqueue({ samples: act.samples })
          break
        case 'close':
          this.#hasEnded = true
          this.#stopListening()
          this.#peer.end(act.code, act.reason)
      }
    }
  }

  #enqueue(next: Waiting): void {
    if (this.#phase === 'over') return
    const samples = this.#waitingSamples + ('samples' in next ? next.samples.length : 0)
    const isTooMuch = (samples * 1000) / PCM_SAMPLE_RATE > limits.liveBacklogMsMax || this.#waiting.length >= limits.clientWaitingMax
    // It is not kept: more may come until the session has stored what it holds, and closes.
    if (isTooMuch) return this.#session.fault('too_fast')
    this.#waitingSamples = samples
    this.#waiting.push(next)
  }

  /** Gives the session what it can take now. */
  #pass(): void {
    while (this.#waiting.length > 0 && this.#canTake(this.#waiting[0]!)) this.#give(this.#waiting.shift()!)
  }

  #canTake(next: Waiting): boolean {
    if (this.#phase === 'idle') return 'message' in next && next.message.type === 'start'
    return this.#phase === 'ready' && !this.#isFinishing
  }

  #give(next: Waiting): void {
    if ('samples' in next) {
      this.#waitingSamples -= next.samples.length
      return this.#session.audio(this.#seq++, next.samples)
    }
    const { message } = next
    if (message.type === 'finalize') this.#isFinishing = true
    if (message.type !== 'start') return this.#session.message(message)
    this.#phase = 'starting'
    // A start whose session nobody speaks into leaves nothing for long where it has a take (SPEC 2.14).
    this.#session.message({ ...message, take: randomUUID() })
  }

  /** All that has come, in its order: nobody waits for what it comes to. */
  #passAll(): void {
    if (this.#phase === 'ready') for (const next of this.#waiting.splice(0)) this.#give(next)
  }

  #ready(): void {
    this.#phase = 'ready'
    this.#gone?.resolve()
  }

  #refuse(error: Refusal): void {
    this.#phase = 'over'
    this.#waiting.length = 0
    this.#act(this.#protocol.refused(error))
    this.#gone?.resolve()
  }
}
