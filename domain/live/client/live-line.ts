import type { ClientMessage, ServerMessage } from '../protocol'
import { BackOff } from './back-off'
import { meaningOf } from './close-meaning'
import { KeptTicket } from './kept-ticket'
import { LiveSocket, type LiveSocketOptions } from './live-socket'

const LATER_MS = 2_000
/** Close codes from here on are the server's own answers (RFC 6455, 7.4.2); what is below is a line that broke. */
const FIRST_SERVER_CODE = 4000
/** By then the server has taken up whatever a connection that broke off had asked for. */
const LATE_MS = 30_000

export interface LiveLineOptions extends Pick<LiveSocketOptions, 'url' | 'openSocket' | 'onOpen' | 'onMessage'> {
  /** The session's own ticket, for resuming without the pages; null where it has none. */
  resumeTicket(): string | null
  /** Null where nobody is logged in. Rejects where the pages cannot be reached. */
  fetchTicket(): Promise<string | null>
  onConnecting(): void
  /** It is tried again later. `trouble` is the code of what is known, undefined where nothing new is. */
  onWaiting(trouble: string | null | undefined): void
  /** No further connection helps. */
  onOver(reason: 'superseded' | 'unknown' | 'refused'): void
  /** What ought to be heard soon on a connection on which the session has begun. */
  expects(): 'work' | 'answer' | null
}

/** The way to the live server: one connection after the other, until it is closed. */
export class LiveLine {
  readonly #options: LiveLineOptions
  readonly #backOff = new BackOff()
  readonly #tickets: KeptTicket
  #socket: LiveSocket | null = null
  #isReady = false
  #isWaiting = false
  /** Whether the server itself has asked to be left alone for a while. */
  #isPutOff = false
  #isClosed = false
  #mayUseResumeTicket = true
  #attempt = 0
  /** When connections broke off that were open, and on which the session had not begun. */
  #unanswered: number[] = []
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: LiveLineOptions) {
    this.#options = options
    this.#tickets = new KeptTicket(() => options.fetchTicket())
  }

  /** Whether frames may be sent. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Whether what is sent only piles up. */
  get isBusy(): boolean {
    return this.#socket?.isBusy ?? true
  }

  /** Tells one connection from the next; null between them. */
  get connection(): object | null {
    return this.#socket
  }

  send(message: ClientMessage | ArrayBuffer): void {
    this.#socket?.send(message)
  }

  async connect(): Promise<void> {
    if (this.#isClosed) return
    this.#drop()
    const attempt = ++this.#attempt
    this.#options.onConnecting()
    const ticket = await this.#getTicket().catch(() => undefined)
    if (attempt !== this.#attempt || this.#isClosed) return
    if (ticket === undefined) return this.#wait(0)
    if (ticket === null) return this.#wait(LATER_MS, 'unauthenticated')
    const { url, openSocket, onOpen, onMessage, expects } = this.#options
    this.#socket = new LiveSocket({
      url, ticket, openSocket, onOpen, onMessage,
      onClose: (code, wasOpen) => this.#closed(code, wasOpen),
      expects: () => (this.#isReady ? expects() : 'work'),
    })
  }

  /** The session has begun on this connection. */
  ready(): void {
    this.#isReady = true
    this.#mayUseResumeTicket = true
    this.#backOff.begun(performance.now())
  }

  /** What was sent has arrived: the next connection need not be waited for. */
  proven(): void {
    this.#backOff.reset()
  }

  /** Gives this connection up, and tries another one later. */
  leave(trouble: string): void {
    this.#wait(LATER_MS, trouble)
    this.#isPutOff = true
  }

  /** Tries at once what it would have tried later; not what the server has put off. */
  hurry(): void {
    if (this.#isWaiting && !this.#isPutOff) void this.connect()
  }

  /** The network is another one: an attempt that is under way over the old one goes nowhere. */
  lineBack(): void {
    if (this.#socket === null || !this.#socket.wasOpen) this.#isWaiting = true
    this.hurry()
  }

  /** The browser says that it is offline: whatever is under way goes nowhere. */
  breakOff(): void {
    this.#socket?.breakOff()
  }

  close(): void {
    this.#isClosed = true
    this.#drop()
  }

  /** The session's own ticket, unless it was just refused; else one from the pages. */
  async #getTicket(): Promise<string | null> {
    return (this.#mayUseResumeTicket && this.#options.resumeTicket()) || this.#tickets.get(performance.now())
  }

  #closed(code: number, wasOpen: boolean): void {
    const meaning = meaningOf(code, this.#isReady)
    this.#drop(code >= FIRST_SERVER_CODE)
    if (meaning === 'superseded' && this.#wasOwnRival()) return this.#wait(0, null)
    if (meaning === 'superseded' || meaning === 'unknown' || meaning === 'refused') return this.#options.onOver(meaning)
    // A ticket that was not even let in may have expired, or the server's key has changed.
    this.#mayUseResumeTicket = wasOpen && meaning !== 'new-ticket'
    if (meaning === 'new-ticket') this.#tickets.drop()
    // A server that goes away was well until then, and another takes its place.
    if (meaning === 'again-at-once') this.#backOff.reset()
    this.#wait(meaning === 'again-later' ? LATER_MS : 0, null)
    this.#isPutOff = meaning === 'again-later'
  }

  /** Whether what took the session may have been one of ours; each takes it once at most, and whoever comes after all of them is somebody else. */
  #wasOwnRival(): boolean {
    this.#forgetAnswered()
    return this.#unanswered.shift() !== undefined
  }

  #forgetAnswered(): void {
    this.#unanswered = this.#unanswered.filter((at) => performance.now() - at < LATE_MS)
  }

  #wait(leastMs: number, trouble?: string | null): void {
    this.#drop()
    if (this.#isClosed) return
    this.#isWaiting = true
    this.#retry = setTimeout(() => void this.connect(), Math.max(leastMs, this.#backOff.next(performance.now())))
    this.#options.onWaiting(trouble)
  }

  /** What a connection asked for that was never answered may be taken up after what the next one asks for, and take the session from it. */
  #drop(wasAnswered = this.#isReady): void {
    this.#forgetAnswered()
    if (this.#socket?.wasOpen && !wasAnswered && !this.#isReady) this.#unanswered.push(performance.now())
    clearTimeout(this.#retry)
    this.#isWaiting = false
    this.#isPutOff = false
    this.#isReady = false
    this.#socket?.drop()
    this.#socket = null
  }
}
