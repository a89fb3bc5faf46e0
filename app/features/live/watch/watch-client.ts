import { closeCodes } from '#domain/live/close-codes'
import { LIVE_PROTOCOL, parseViewerMessage, WATCH_PREFIX, type ViewerWish } from '#domain/live/protocol'
import { BackOff } from '#domain/live/client/back-off'
import { heedTranslation, type LiveTranslations } from '#domain/live/client/live-translations'
import { heed, withStored, type LiveTranscript } from '#domain/live/client/live-transcript'

/** What a viewer sees. */
export interface WatchState {
  /** In which language they read along; null for the speaker's own. */
  language: string | null
  /** That language cannot be had. */
  isRefused: boolean
  languages: readonly string[]
  translations: LiveTranslations
  link: 'connecting' | 'open' | 'over' | 'gone'
  transcript: LiveTranscript
}

interface WatchOptions {
  url: string
  token: string
  /** What the page came with. */
  segments: { segmentId: number; startMs: number; endMs: number; text: string }[]
  languages: readonly string[]
}

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
    this.#state = {
      link: 'connecting', transcript: withStored([], options.segments), language: null, isRefused: false,
      languages: options.languages, translations: {},
    }
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
      if (code === closeCodes.session_unknown) return this.#set({ link: 'gone' })
      this.#set({ link: 'connecting' })
      this.#retry = setTimeout(() => this.open(), this.#backOff.next(performance.now()))
    }
  }

  /** Reads along in a language from now on; null for the speaker's own. */
  readIn(language: string | null): void {
    this.#set({ language, isRefused: false })
    this.#askForLanguage()
  }

  #askForLanguage(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    const wish: ViewerWish = { type: 'language', language: this.#state.language }
    this.#socket.send(JSON.stringify(wish))
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
        this.#backOff.begun(performance.now())
        // What was not settled when the line broke comes again, perhaps otherwise.
        this.#set({
          link: 'open', languages: message.languages ?? [], transcript: this.#state.transcript.filter(({ state }) => state === 'committed'),
        })
        if (this.#state.language !== null) this.#askForLanguage()
        return
      case 'translation':
        return this.#set({ translations: heedTranslation(this.#state.translations, message), isRefused: false })
      case 'error':
        return this.#set({ isRefused: true })
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
