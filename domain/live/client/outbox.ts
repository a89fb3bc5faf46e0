import { encodeAudioFrame } from '../audio-frame'
import type { Backlog } from './backlog'
import type { LiveLine } from './live-line'
import type { LiveState } from './live-state'
import type { Wishes } from './wishes'

/** Frames that may be under way without being acknowledged: a minute (server/SPEC.md 1.8). */
const WINDOW_FRAMES = 600

export interface OutboxOptions {
  line: LiveLine
  backlog: Backlog
  wishes: Wishes
  /** What the user wants once everything before it is sent. */
  wanted(): LiveState['wanted']
}

/** What the server is told, in the order in which it was said and pressed. */
export class Outbox {
  readonly #options: OutboxOptions
  /** Index of the next frame to send on this connection. */
  #next = 0
  /** What the server has been told on this connection. */
  #told: LiveState['wanted'] = 'running'

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** What an answer is awaited to. */
  get expects(): 'work' | 'answer' | null {
    if (this.#told === 'finished') return 'work'
    return this.#options.backlog.ring.first < this.#next ? 'answer' : null
  }

  /** Begins anew on a connection, with the first frame that the server does not hold. */
  begin(): void {
    this.#next = this.#options.backlog.ring.first
    this.#told = 'running'
  }

  /** Sends what may be sent. */
  pump(): void {
    const { line, wishes, backlog } = this.#options
    const { ring, numbers } = backlog
    if (!line.isReady) return
    this.#next = Math.max(this.#next, ring.first)
    while (this.#next < ring.end && this.#next - ring.first < WINDOW_FRAMES && !line.isBusy) {
      const samples = backlog.get(this.#next)
      // It comes from the browser's store, and then this is done again.
      if (!samples) return
      if (wishes.isDue(this.#next) && !this.#ask()) return
      line.send(encodeAudioFrame({ seq: numbers.seqOf(this.#next), samples }))
      this.#next += 1
      this.#told = 'running'
      numbers.noteSent(this.#next)
    }
    if (this.#next < ring.end) return
    if (wishes.isDue(this.#next) && !this.#ask()) return
    this.#tellWanted()
  }

  #ask(): boolean {
    const wish = this.#options.wishes.ask()
    if (wish) {
      const { language, modelId: model, translateTo } = wish
      this.#options.line.send({ type: 'update', language, model, translateTo })
    }
    return wish !== null
  }

  #tellWanted(): void {
    const wanted = this.#options.wanted()
    if (wanted === this.#told) return
    this.#told = wanted
    if (wanted !== 'running') this.#options.line.send({ type: wanted === 'paused' ? 'pause' : 'stop' })
  }
}
