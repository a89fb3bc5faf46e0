import { limits } from '#domain/limits/limits'

/** A passage of speech as recognition says it. Times are milliseconds of the recording. */
export interface Passage {
  segmentId: number
  startMs: number
  endMs: number
  text: string
}

export interface TranslatedPassage extends Passage {
  status: 'interim' | 'final'
  /** What was said. */
  source: string
}

/** `away` while what translates does not answer. */
export type LaneState = 'ready' | 'busy' | 'away'

export interface LaneOptions {
  /** Null where there is no translation to be had of this text. Rejects where nothing can be had at present. */
  translate(text: string, before: readonly string[]): Promise<string | null>
  onTranslation(translation: TranslatedPassage): void
  /** Told at changes only; with the error that took it away. */
  onState(state: LaneState, error?: unknown): void
}

interface WaitingFinal {
  passage: Passage
  before: readonly string[]
  state: 'waiting' | 'asked' | 'over'
  translated: string | null
}

const BEFORE_LINES = 2

/**
 * Live speech into one language. Settled passages are translated once each, some at a time, and told in order; what is still being
 * said, seldom, and only while no settled one waits. Nothing waits for it, and what cannot be had is left out (server/SPEC.md, section 8).
 */
export class TranslationLane {
  readonly #options: LaneOptions
  readonly #finals: WaitingFinal[] = []
  readonly #before: string[] = []
  #open: Passage | null = null
  #isOpenDue = false
  #isAskingOpen = false
  #openText = ''
  #openAskedAt = -Infinity
  #settledId = -1
  #state: LaneState = 'ready'
  #timer: NodeJS.Timeout | undefined
  #idle: (() => void)[] = []
  #closed = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** What is being said. One that has come to a pause is likely to stay as it is, and is translated at once. */
  hear(passage: Passage, atPause: boolean): void {
    if (this.#closed || passage.segmentId <= this.#settledId || !passage.text.trim()) return
    this.#open = passage
    this.#isOpenDue ||= atPause
    this.#pump()
  }

  /** What was said and stays. */
  settle(passage: Passage): void {
    if (this.#closed || passage.segmentId <= this.#settledId) return
    this.#settledId = passage.segmentId
    if (this.#open && this.#open.segmentId <= passage.segmentId) this.#open = null
    if (!passage.text.trim()) return
    this.#finals.push({ passage, before: [...this.#before], state: 'waiting', translated: null })
    this.#before.push(passage.text)
    if (this.#before.length > BEFORE_LINES) this.#before.shift()
    // The recording's own translation makes up for what is too late to be read along.
    const waiting = this.#finals.filter(({ state }) => state === 'waiting')
    if (waiting.length > limits.liveTranslationsWaitingMax) waiting[0]!.state = 'over'
    this.#pump()
  }

  /** Resolves when nothing that was settled waits any more. */
  whenIdle(): Promise<void> {
    return this.#finals.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#finals.length = 0
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #pump(): void {
    const asked = this.#finals.filter(({ state }) => state === 'asked').length
    const waiting = this.#finals.filter(({ state }) => state === 'waiting')
    for (const final of waiting.slice(0, Math.max(0, limits.liveTranslationsAtOnceMax - asked))) void this.#askFinal(final)
    this.#tellInOrder()
    if (waiting.length === 0) this.#pumpOpen()
    this.#tellState()
  }

  #pumpOpen(): void {
    clearTimeout(this.#timer)
    // While nothing answers, only settled passages ask: they find out when it is back.
    if (!this.#open || this.#isAskingOpen || this.#open.text === this.#openText || this.#state === 'away') return
    const waitMs = this.#isOpenDue ? 0 : this.#openAskedAt + limits.liveInterimTranslationMs - performance.now()
    if (waitMs > 0) this.#timer = setTimeout(() => this.#pump(), waitMs).unref()
    else void this.#askOpen(this.#open)
  }

  async #askFinal(final: WaitingFinal): Promise<void> {
    final.state = 'asked'
    final.translated = await this.#ask(final.passage.text, final.before)
    final.state = 'over'
    if (!this.#closed) this.#pump()
  }

  async #askOpen(passage: Passage): Promise<void> {
    this.#isAskingOpen = true
    this.#isOpenDue = false
    this.#openText = passage.text
    this.#openAskedAt = performance.now()
    const translated = await this.#ask(passage.text, this.#before)
    this.#isAskingOpen = false
    if (this.#closed) return
    // What has been settled meanwhile is told as that.
    if (translated !== null && passage.segmentId > this.#settledId) this.#tell(passage, translated, 'interim')
    this.#pump()
  }

  async #ask(text: string, before: readonly string[]): Promise<string | null> {
    try {
      const translated = await this.#options.translate(text, before)
      if (this.#state === 'away') this.#set('busy')
      return translated
    } catch (error) {
      if (!this.#closed) this.#set('away', error)
      return null
    }
  }

  #tellInOrder(): void {
    while (this.#finals[0]?.state === 'over') {
      const { passage, translated } = this.#finals.shift()!
      if (translated !== null) this.#tell(passage, translated, 'final')
    }
    if (this.#finals.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #tell(passage: Passage, translated: string, status: TranslatedPassage['status']): void {
    this.#options.onTranslation({ ...passage, text: translated, source: passage.text, status })
  }

  #tellState(): void {
    if (this.#state === 'away') return
    this.#set(this.#isAskingOpen || this.#finals.length > 0 ? 'busy' : 'ready')
  }

  #set(state: LaneState, error?: unknown): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.onState(state, error)
  }
}
