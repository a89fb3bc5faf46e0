import { LIVE_PROTOCOL, parseViewerMessage, WATCH_PREFIX } from '#domain/live/protocol'
import { BackOff } from '../client/back-off'
import { heed, withStored, type LiveTranscript } from '../client/live-transcript'

/** What a viewer sees. */
export interface WatchState {
  link: 'connecting' | 'open' | 'over' | 'gone'
  transcript: LiveTranscript
}

interface WatchOptions {
  url: string
  token: string
  /** What the page came with. */
  segments: { segmentId: number; startMs: number; endMs: number; text: string }[]
}

const SESSION_GONE = 4404

/** A viewer's connection, which comes back by itself until the session ends or the link is revoked. */
export class WatchClient {
  readonly #options: WatchOptions
  readonly #listeners = new Set<() => void>()
  readonly #backOff = new BackOff()
  #state: WatchState
  #socket: WebSocket | null = null
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: WatchOptions) {
    this.#options = options
    this.#state = { link: 'connecting', transcript: withStored([], options.segments) }
  }

  get state(): WatchState {
    return this.#state
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  open(): void {
    clearTimeout(this.#retry)
    if (this.#socket || this.#state.link === 'over' || this.#state.link === 'gone') return
    const socket = new WebSocket(this.#options.url, [LIVE_PROTOCOL, WATCH_PREFIX + this.#options.token])
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hear(String(data))
    }
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return
      this.#socket = null
      if (this.#state.link === 'over') return
      if (code === SESSION_GONE) return this.#set({ link: 'gone' })
      this.#set({ link: 'connecting' })
      this.#retry = setTimeout(() => this.open(), this.#backOff.next())
    }
  }

  close(): void {
    clearTimeout(this.#retry)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #hear(text: string): void {
    const message = parseViewerMessage(text)
    switch (message?.type) {
      case 'hello':
        this.#backOff.reset()
        // What was not settled when the line broke comes again, perhaps otherwise.
        return this.#set({
          link: 'open', transcript: this.#state.transcript.filter(({ state }) => state === 'committed'),
        })
      case 'partial':
      case 'final':
        return this.#set({ transcript: heed(this.#state.transcript, message) })
      case 'ended':
        this.#set({ link: 'over' })
        return this.close()
      default:
    }
  }

  #set(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
