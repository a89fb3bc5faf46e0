import { Backlog } from './backlog'
import type { LiveClientOptions } from './live-client-options'
import { LiveDialogue } from './live-dialogue'
import { LiveLine } from './live-line'
import { beginState, type LiveState } from './live-state'
import { Observed } from './observed'
import { Outbox } from './outbox'
import type { Take } from './take'
import { Wishes, type Wish } from './wishes'

/**
 * A recording's way from the microphone to the server, over as many connections as it takes. Frames are kept until the
 * server says that they are stored; whatever happens to the line, the rest is sent from there (server/SPEC.md, section 3).
 */
export class LiveClient {
  readonly #take: Take
  readonly #state: Observed<LiveState>
  readonly #backlog: Backlog
  readonly #wishes: Wishes
  readonly #line: LiveLine
  readonly #outbox: Outbox

  constructor({ url, openSocket, kept, store, isKeptOnDisk, fetchTicket, fetchStored, ...options }: LiveClientOptions) {
    const take = { ...options.take }
    const backlog = new Backlog({
      take, kept, store, onTrouble: () => state.set({ isKeptOnDisk: false }), onRead: () => outbox.pump(),
    })
    const state = new Observed(beginState(take, backlog.ring.ms, isKeptOnDisk))
    const wishes = new Wishes(take)
    const line: LiveLine = new LiveLine({
      url,
      openSocket,
      resumeTicket: () => take.sessionId && take.resumeTicket,
      fetchTicket,
      onConnecting: () => state.set({ link: 'connecting' }),
      onWaiting: (trouble) =>
        state.set({ link: 'waiting', activity: 'listening', ...(trouble !== undefined && { trouble }) }),
      onOpen: () => dialogue.begin(),
      onMessage: (message) => dialogue.hear(message),
      onOver: (kind) => dialogue.over(kind),
      expects: () => outbox.expects,
    })
    const outbox = new Outbox({ line, backlog, wishes, wanted: () => state.now.wanted })
    const dialogue = new LiveDialogue({ take, state, backlog, wishes, line, outbox, fetchStored })
    this.#take = take
    this.#state = state
    this.#backlog = backlog
    this.#wishes = wishes
    this.#line = line
    this.#outbox = outbox
    void backlog.putTake()
    void line.connect()
  }

  get state(): LiveState {
    return this.#state.now
  }

  get takeId(): string {
    return this.#take.id
  }

  /** What is kept here and not known to be stored, a part at a time. */
  unsent(): AsyncIterable<readonly Int16Array[]> {
    return this.#backlog.all()
  }

  /** Calls back at every change of `state`, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener)
  }

  /** Takes a frame that was recorded; also after the end, when it is one more that is not stored. */
  push(frame: Int16Array): void {
    this.#backlog.push(frame)
    this.#state.set({ keptMs: this.#backlog.ring.ms })
    this.#outbox.pump()
  }

  pause(): void {
    if (this.state.wanted === 'running') this.#want('paused')
  }

  resume(): void {
    if (this.state.wanted === 'paused') this.#want('running')
  }

  /** Sends the rest and ends the session. */
  finish(): void {
    if (this.state.wanted === 'finished') return
    this.#take.isFinishing = true
    void this.#backlog.putTake()
    this.#want('finished')
  }

  /** Changes language or model from the next frame on. */
  update(wish: Wish): void {
    this.#wishes.want(wish, this.#backlog.ring.end)
    Object.assign(this.#take, this.#wishes.shown)
    this.#state.set({ ...this.#wishes.shown, refusedWish: null })
    void this.#backlog.putTake()
    this.#outbox.pump()
  }

  /** Tries at once what it would have tried later: the page is in front again. */
  hurry(): void {
    this.#line.hurry()
  }

  /** The browser is online again, perhaps over another network. */
  lineBack(): void {
    this.#line.lineBack()
  }

  /** The browser says that it is offline: whatever is under way goes nowhere. */
  lineLost(): void {
    this.#line.breakOff()
  }

  /** Forgets what is kept here. */
  discard(): Promise<void> {
    const discarded = this.#backlog.discard()
    this.#state.set({ keptMs: 0 })
    return discarded
  }

  /** Leaves; what is not stored is written for the next page. */
  close(): Promise<void> {
    this.#line.close()
    return this.#backlog.flush()
  }

  #want(wanted: LiveState['wanted']): void {
    this.#state.set({ wanted })
    this.#outbox.pump()
  }
}
