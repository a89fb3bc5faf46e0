import { once } from 'node:events'
import WebSocket from 'ws'
import { encodeAudioFrame, FRAME_SAMPLES } from '#domain/live/audio-frame'

const FRAME_MS = 100

export interface SpeakerOptions {
  url: string
  protocols: string[]
  /** For a protocol with a beginning: sent when open, and audio follows once a message of this type has come. */
  hello?: { message: object; readyType: string }
  speech: Int16Array
  /** Sample of the speech at which this speaker begins. */
  from: number
  /** Wait before the first frame, so that speakers do not speak in step. */
  phaseMs: number
}

export interface Heard {
  type: string
  /** When it came (performance.now). */
  at: number
  message: Record<string, unknown>
}

/** Somebody who speaks at the speed of speech over a real socket, and notes what comes back. */
export class Speaker {
  readonly heard: Heard[] = []
  /** When each frame was sent. */
  readonly sentAt: number[] = []
  #socket: WebSocket
  #options: SpeakerOptions
  #timer: NodeJS.Timeout | undefined
  #failure: string | null = null

  constructor(options: SpeakerOptions) {
    this.#options = options
    this.#socket = new WebSocket(options.url, options.protocols, { headers: { 'x-forwarded-for': randomAddress() } })
    this.#socket.on('error', (error) => (this.#failure = error.message))
    this.#socket.on('close', (code) => (this.#failure ??= `closed with ${code}`))
    this.#socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Record<string, unknown>
      this.heard.push({ type: String(message.type), at: performance.now(), message })
      if (message.type === 'error') this.#failure = String(message.code)
    })
  }

  /** Why it could not go on; null while it does. */
  get failure(): string | null {
    return this.#failure
  }

  /** Resolves when audio may flow. */
  async open(): Promise<void> {
    await once(this.#socket, 'open')
    const { hello } = this.#options
    if (!hello) return
    this.#socket.send(JSON.stringify(hello.message))
    while (!this.heard.some(({ type }) => type === hello.readyType)) {
      if (this.#failure) throw new Error(this.#failure)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  speak(): void {
    const startAt = performance.now() + this.#options.phaseMs
    const tick = () => {
      const due = Math.floor((performance.now() - startAt) / FRAME_MS)
      while (this.sentAt.length < due) this.#send(this.sentAt.length)
      this.#timer = setTimeout(tick, startAt + (this.sentAt.length + 1) * FRAME_MS - performance.now())
    }
    this.#timer = setTimeout(tick, this.#options.phaseMs + FRAME_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#socket.terminate()
  }

  /** Milliseconds between sending the audio that a message of the type speaks of and its coming. */
  lags(type: string, from = 0): number[] {
    return this.heard
      .filter((heard) => heard.type === type && heard.at >= from)
      .flatMap(({ at, message }) => {
        const sent = this.sentAt[Math.ceil(Number(message.heardMs) / FRAME_MS) - 1]
        return sent === undefined ? [] : [at - sent]
      })
  }

  /** When the sample of this speaker's own time was sent. */
  sentAtMs(ms: number): number | undefined {
    return this.sentAt[Math.ceil(ms / FRAME_MS) - 1]
  }

  #send(seq: number): void {
    const { speech, from } = this.#options
    const at = (from + seq * FRAME_SAMPLES) % (speech.length - FRAME_SAMPLES)
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#socket.send(Buffer.from(encodeAudioFrame({ seq, samples: speech.subarray(at, at + FRAME_SAMPLES) })))
    this.sentAt.push(performance.now())
  }
}

/** Connections of one address are limited; these come as if from many. */
export function randomAddress(): string {
  return Array.from({ length: 4 }, () => Math.floor(Math.random() * 254) + 1).join('.')
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}
