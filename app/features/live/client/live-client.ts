import { encodeAudioFrame } from '#domain/live/audio-frame'
import type { ServerMessage } from '#domain/live/protocol'
import { BackOff } from './back-off'
import { announcesClose, meaningOf } from './close-meaning'
import { FrameRing } from './frame-ring'
import { LiveSocket } from './live-socket'
import type { LiveState, Outcome } from './live-state'
import { heed, withStored } from './live-transcript'
import type { KeptFrames, Take, TakeStore } from './take'
import { TakeKeeper } from './take-keeper'

/** Frames that may be under way without being acknowledged: a minute (server/SPEC.md 1.8). */
const WINDOW_FRAMES = 600
/** Frames that a killed page may have sent without having written them here. */
const UNWRITTEN_FRAMES_MAX = 100
const LATER_MS = 2_000

/** What the pages know of a session. */
export interface StoredSession {
  nextSeq: number
  segments: { segmentId: number; startMs: number; endMs: number; text: string }[]
}

export interface LiveClientOptions {
  /** Of the live server, with its path. */
  url: string
  take: Take
  /** What is kept of a take that an earlier page began; none for a new one. */
  kept?: KeptFrames
  store: TakeStore
  /** Whether the store survives the page. */
  isKeptOnDisk: boolean
  /** A ticket from the pages; null where nobody is logged in. Rejects where they cannot be reached. */
  fetchTicket(): Promise<string | null>
  /** Null where there is no such session. Rejects where the pages cannot be reached. */
  fetchStored(sessionId: string): Promise<StoredSession | null>
}

type Ready = ServerMessage & { type: 'ready' }
type Wish = Pick<LiveState, 'language' | 'modelId'>

/**
 * A recording's way from the microphone to the server, over as many connections as it takes. Frames are kept until the
 * server says that they are stored; whatever happens to the line, the rest is sent from there (server/SPEC.md, section 3).
 */
export class LiveClient {
  readonly #options: LiveClientOptions
  readonly #take: Take
  readonly #ring: FrameRing
  readonly #keeper: TakeKeeper
  readonly #listeners = new Set<() => void>()
  readonly #backOff = new BackOff()
  /** Index of the first frame that this page itself has recorded. */
  readonly #freshFrom: number
  #state: LiveState
  #socket: LiveSocket | null = null
  #isReady = false
  /** Whether the numbers of this page's frames are settled with the server. */
  #isNumbered = false
  /** Index of the next frame to send, and how far any connection has come. */
  #sent = 0
  #sentMost = 0
  /** What the server has been told on this connection. */
  #told: LiveState['wanted'] = 'running'
  /** From which frame on the language and model that `state` shows hold, until that is sent. */
  #wish: { from: number } | null = null
  /** What was sent and is not answered; one at a time, since answers do not say to what. */
  #asked: Wish | null = null
  #agreed: Wish
  #mayUseResumeTicket = true
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: LiveClientOptions) {
    this.#options = options
    this.#take = { ...options.take }
    this.#ring = new FrameRing(options.kept?.first ?? 0, options.kept?.frames)
    this.#freshFrom = this.#ring.end
    this.#keeper = new TakeKeeper({
      store: options.store,
      take: this.#take,
      ring: this.#ring,
      onTrouble: () => this.#set({ isKeptOnDisk: false }),
    })
    this.#agreed = { language: options.take.language, modelId: options.take.modelId }
    this.#state = {
      sessionId: options.take.sessionId, link: 'connecting', wanted: options.take.isFinishing ? 'finished' : 'running',
      activity: 'listening', trouble: null, refusedWish: null, outcome: null, keptMs: this.#ring.ms, storedMs: 0,
      isKeptOnDisk: options.isKeptOnDisk, lagMs: 0, quotaLeftMs: null, ...this.#agreed,
      usedModelId: null, transcript: [],
    }
    void this.#keeper.putTake()
    void this.#connect()
  }

  get state(): LiveState {
    return this.#state
  }

  get takeId(): string {
    return this.#take.id
  }

  /** What is kept here and not known to be stored. */
  get unsent(): readonly Int16Array[] {
    return this.#ring.frames
  }

  /** Calls back at every change of `state`, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes a frame that was recorded; also after the end, when it is one more that is not stored. */
  push(frame: Int16Array): void {
    this.#ring.push(frame)
    this.#keptChanged()
    this.#pump()
  }

  pause(): void {
    if (this.#state.wanted === 'running') this.#want('paused')
  }

  resume(): void {
    if (this.#state.wanted === 'paused') this.#want('running')
  }

  /** Sends the rest and ends the session. */
  finish(): void {
    if (this.#state.wanted === 'finished') return
    this.#take.isFinishing = true
    void this.#keeper.putTake()
    this.#want('finished')
  }

  /** Changes language or model from the next frame on. */
  update(wish: Wish): void {
    this.#wish = { from: this.#ring.end }
    this.#set({ ...wish, refusedWish: null })
    Object.assign(this.#take, wish)
    void this.#keeper.putTake()
    this.#pump()
  }

  /** Tries at once what it would have tried later: the browser is back online, or in front. */
  hurry(): void {
    if (this.#state.link === 'waiting') void this.#connect()
  }

  /** The browser says that it is offline: whatever is under way goes nowhere. */
  lineLost(): void {
    this.#socket?.breakOff()
  }

  /** Forgets what is kept here. */
  discard(): Promise<void> {
    this.#ring.dropBefore(this.#ring.end)
    this.#keptChanged()
    return this.#keeper.remove()
  }

  /** Leaves; what is not stored is written for the next page. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    this.#socket?.drop()
    this.#socket = null
    await this.#keeper.flush()
  }

  async #connect(): Promise<void> {
    if (this.#isClosed || this.#state.outcome) return
    clearTimeout(this.#retry)
    const attempt = ++this.#attempt
    this.#set({ link: 'connecting' })
    const ticket = await this.#getTicket().catch(() => undefined)
    if (attempt !== this.#attempt || this.#isClosed) return
    if (ticket === undefined) return this.#connectLater(0, this.#state.trouble)
    if (ticket === null) return this.#connectLater(LATER_MS, 'unauthenticated')
    const socket = new LiveSocket({
      url: this.#options.url,
      ticket,
      onOpen: () => this.#begin(),
      onMessage: (message) => this.#hear(message),
      onClose: (code, wasOpen) => this.#closed(code, wasOpen),
      expects: () => this.#expected(),
    })
    this.#socket = socket
  }

  #expected(): 'work' | 'answer' | null {
    if (!this.#isReady || this.#told === 'finished') return 'work'
    return this.#ring.first < this.#sent ? 'answer' : null
  }

  /** The session's own ticket, unless it was just refused; else one from the pages. Undefined never comes from here. */
  async #getTicket(): Promise<string | null | undefined> {
    const { resumeTicket, sessionId } = this.#take
    if (resumeTicket && sessionId && this.#mayUseResumeTicket) return resumeTicket
    return this.#options.fetchTicket()
  }

  #connectLater(leastMs: number, trouble: string | null): void {
    this.#socket?.drop()
    this.#socket = null
    this.#isReady = false
    if (this.#isClosed || this.#state.outcome) return
    this.#set({ link: 'waiting', trouble, activity: 'listening' })
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), Math.max(leastMs, this.#backOff.next()))
  }

  #begin(): void {
    const { sessionId, language, modelId, title } = this.#take
    if (sessionId) this.#socket?.send({ type: 'resume', sessionId })
    else this.#socket?.send({ type: 'start', language, model: modelId, title })
  }

  #closed(code: number, wasOpen: boolean): void {
    this.#socket = null
    this.#isReady = false
    const meaning = meaningOf(code)
    if (meaning === 'superseded' || meaning === 'unknown') return this.#end({ kind: meaning })
    // A ticket that was not even let in may have expired, or the server's key has changed.
    this.#mayUseResumeTicket = wasOpen && meaning !== 'new-ticket'
    if (meaning === 'again-at-once') return void this.#connect()
    this.#connectLater(meaning === 'again-later' ? LATER_MS : 0, null)
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case 'ready':
        return void this.#ready(message)
      case 'ack':
        this.#backOff.reset()
        this.#dropBefore(message.seq + 1, message.audioMs)
        return this.#pump()
      case 'partial':
      case 'final':
        return this.#set({ transcript: heed(this.#state.transcript, message) })
      case 'state':
        return this.#set({ activity: message.state })
      case 'updated':
        return this.#agree(message.language, message.model)
      case 'lag':
        return this.#set({ lagMs: message.lagMs })
      case 'quota':
        return this.#set({ quotaLeftMs: message.leftMs })
      case 'error':
        return this.#refused(message)
      case 'ended':
        return void this.#ended(message)
      case 'goaway':
        // The close code that follows says the same.
    }
  }

  async #ready(ready: Ready): Promise<void> {
    const socket = this.#socket
    if (!this.#settleNumbers(ready.nextSeq)) return this.#end({ kind: 'superseded' })
    this.#take.sessionId = ready.sessionId
    this.#take.resumeTicket = ready.resumeTicket
    // Before anything is sent: a page that is killed now must find the session again.
    await this.#keeper.putTake()
    if (socket !== this.#socket || !socket) return
    this.#isReady = true
    this.#mayUseResumeTicket = true
    this.#told = 'running'
    this.#dropBefore(ready.nextSeq, ready.audioMs)
    this.#sent = this.#ring.first
    // What was asked for on a connection that broke may not have been heard.
    if (this.#asked) this.#wish ??= { from: this.#ring.first }
    this.#asked = null
    this.#agreed = { ...this.#agreed, language: ready.language }
    this.#set({
      link: 'open', sessionId: ready.sessionId, trouble: null, quotaLeftMs: ready.quotaLeftMs, usedModelId: ready.model,
      ...(!this.#wish && this.#agreed),
    })
    this.#pump()
    await this.#catchUp(ready.nextSegmentId)
  }

  /** Brings indices and sequence numbers together; false where somebody else has gone on with the session. */
  #settleNumbers(nextSeq: number): boolean {
    const take = this.#take
    const next = nextSeq - take.offset
    if (!this.#isNumbered) {
      const hasKept = this.#ring.first < this.#freshFrom
      if (hasKept && next > this.#freshFrom + UNWRITTEN_FRAMES_MAX) return false
      // What this page has recorded comes after all that the server holds.
      if (next > this.#freshFrom) take.offset = nextSeq - this.#freshFrom
      this.#isNumbered = true
    } else if (next > this.#sentMost) return false
    // The server has lost what it had acknowledged, as from a backup: what is here comes after what is there.
    if (nextSeq - take.offset < this.#ring.first) take.offset = nextSeq - this.#ring.first
    return true
  }

  /** Passages that were stored while nobody listened, or by an earlier page. */
  async #catchUp(nextSegmentId: number): Promise<void> {
    const { sessionId, transcript } = this.#state
    const known = transcript.filter(({ id, state }) => id < nextSegmentId && state === 'committed').length
    if (known >= nextSegmentId || !sessionId) return
    const stored = await this.#options.fetchStored(sessionId).catch(() => null)
    if (stored) this.#set({ transcript: withStored(this.#state.transcript, stored.segments) })
  }

  /** Sends what may be sent, and says what is wanted once all before it is sent. */
  #pump(): void {
    const socket = this.#socket
    if (!this.#isReady || !socket) return
    while (this.#sent < this.#ring.end && this.#sent - this.#ring.first < WINDOW_FRAMES && !socket.isBusy) {
      if (this.#wish && this.#sent >= this.#wish.from && !this.#sendWish(socket)) return
      socket.send(encodeAudioFrame({ seq: this.#sent + this.#take.offset, samples: this.#ring.get(this.#sent) }))
      this.#sent += 1
      this.#told = 'running'
    }
    this.#sentMost = Math.max(this.#sentMost, this.#sent)
    if (this.#sent < this.#ring.end) return
    if (this.#wish && !this.#sendWish(socket)) return
    const { wanted } = this.#state
    if (wanted === this.#told) return
    this.#told = wanted
    if (wanted !== 'running') socket.send({ type: wanted === 'paused' ? 'pause' : 'stop' })
  }

  /** False where an earlier wish has to be answered first. */
  #sendWish(socket: LiveSocket): boolean {
    if (this.#asked) return false
    const { language, modelId } = this.#state
    socket.send({ type: 'update', language, model: modelId })
    this.#asked = { language, modelId }
    this.#wish = null
    return true
  }

  #agree(language: string, usedModelId: string): void {
    this.#agreed = this.#asked ?? { ...this.#agreed, language }
    this.#asked = null
    if (!this.#wish) this.#set({ ...this.#agreed, usedModelId })
    this.#pump()
  }

  #refused({ code, retryable }: ServerMessage & { type: 'error' }): void {
    if (announcesClose(code)) return
    if (this.#isReady) {
      this.#asked = null
      if (!this.#wish) {
        Object.assign(this.#take, this.#agreed)
        this.#set({ ...this.#agreed, refusedWish: code })
      }
      return this.#pump()
    }
    if (retryable) this.#connectLater(LATER_MS, code)
    else this.#end({ kind: 'refused', code })
  }

  async #ended({ recordingId, reason }: ServerMessage & { type: 'ended' }): Promise<void> {
    this.#socket?.drop()
    this.#socket = null
    this.#isReady = false
    // The last acknowledgements may have been lost with an earlier connection; the pages know what is stored.
    if (this.#ring.frames.length > 0 && recordingId) {
      const stored = await this.#options.fetchStored(recordingId).catch(() => null)
      // Of the frames of this page none was sent where no connection has settled their numbers.
      const most = this.#isNumbered ? this.#ring.end : this.#freshFrom
      if (stored) this.#ring.dropBefore(Math.min(most, stored.nextSeq - this.#take.offset))
      this.#keptChanged()
    }
    this.#end({ kind: 'ended', recordingId, reason })
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#retry)
    this.#socket?.drop()
    this.#socket = null
    this.#isReady = false
    this.#set({ link: 'closed', outcome })
    void (this.#ring.frames.length === 0 ? this.#keeper.remove() : this.#keeper.flush())
  }

  /** The server holds every frame before this one, so many milliseconds of audio. */
  #dropBefore(seq: number, storedMs: number): void {
    this.#ring.dropBefore(seq - this.#take.offset)
    this.#keptChanged(storedMs)
  }

  #keptChanged(storedMs = this.#state.storedMs): void {
    this.#keeper.note()
    this.#set({ keptMs: this.#ring.ms, storedMs })
  }

  #want(wanted: LiveState['wanted']): void {
    this.#set({ wanted })
    this.#pump()
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
