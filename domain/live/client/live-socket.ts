import {
  LIVE_PROTOCOL, parseServerMessage, TICKET_PREFIX, type ClientMessage, type ServerMessage,
} from '../protocol'

/** A connection on which nothing is heard for so long is dead, though nobody has said so. */
const SILENCE_MS = 20_000
/** Beginning and finishing may take longer: a model is loaded, and what was said before is recognised. */
const WORK_MS = 45_000
/** A connection that is not made by then will not be made: what asked for it was lost on the way, and asking anew is quicker. */
const OPENING_MS = 10_000
const LOOK_MS = 2_000
/** Above this much unsent, the line is slower than speech: what comes waits with us. */
const BUFFERED_BYTES_MAX = 256 * 1024
const ABNORMAL_CLOSE = 1006

/** Makes a connection as browsers' WebSocket does. */
export type OpenSocket = (url: string, protocols: string[]) => WebSocket

export interface LiveSocketOptions {
  url: string
  ticket: string
  /** Default: the WebSocket of where this runs. */
  openSocket?: OpenSocket
  onOpen(): void
  onMessage(message: ServerMessage): void
  /** Told once, whoever closes. `wasOpen` is false where the server has not even taken the connection. */
  onClose(code: number, wasOpen: boolean): void
  /** Whether something ought to be heard soon. */
  expects(): 'work' | 'answer' | null
}

/** One connection to the live server. It notices by itself when the line is dead. */
export class LiveSocket {
  readonly #socket: WebSocket
  readonly #options: LiveSocketOptions
  readonly #watch: ReturnType<typeof setInterval>
  #heardAt = performance.now()
  #isWaiting = true
  #wasOpen = false
  #isOver = false

  constructor(options: LiveSocketOptions) {
    this.#options = options
    const { url, ticket, openSocket = (to, protocols) => new WebSocket(to, protocols) } = options
    this.#socket = openSocket(url, [LIVE_PROTOCOL, TICKET_PREFIX + ticket])
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.onopen = () => {
      this.#wasOpen = true
      this.#heardAt = performance.now()
      if (!this.#isOver) options.onOpen()
    }
    this.#socket.onmessage = ({ data }) => {
      this.#heardAt = performance.now()
      const message = typeof data === 'string' && !this.#isOver ? parseServerMessage(data) : null
      if (message) options.onMessage(message)
    }
    this.#socket.onclose = ({ code }) => this.#end(code)
    this.#watch = setInterval(() => this.#look(), LOOK_MS)
  }

  /** Whether the server has taken the connection. */
  get wasOpen(): boolean {
    return this.#wasOpen
  }

  get isBusy(): boolean {
    return this.#socket.bufferedAmount > BUFFERED_BYTES_MAX
  }

  send(message: ClientMessage | ArrayBuffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message))
  }

  /** Closes without a word to the owner. */
  drop(): void {
    this.#isOver = true
    clearInterval(this.#watch)
    this.#socket.close()
  }

  /** The browser says that the line is gone, or it has been silent for too long. */
  breakOff(): void {
    this.#socket.close()
    this.#end(ABNORMAL_CLOSE)
  }

  #look(): void {
    const expected = this.#options.expects()
    const now = performance.now()
    // The wait begins when something is first expected, not when something was last heard.
    if (!expected || !this.#isWaiting) this.#heardAt = now
    this.#isWaiting = expected !== null
    const patienceMs = !this.#wasOpen ? OPENING_MS : expected === 'work' ? WORK_MS : SILENCE_MS
    if (now - this.#heardAt > patienceMs) this.breakOff()
  }

  #end(code: number): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#watch)
    this.#options.onClose(code, this.#wasOpen)
  }
}
