import { AppError } from '#domain/errors/app-error'
import { PoolThread, ThreadDied } from './pool-thread.server'
import { Slots } from './slots'

export interface ThreadCrewOptions {
  threads: number
  /** Given to every thread. */
  data: object
  /** Threads without work for so long are ended, and with them the models that they hold. */
  idleMs: number
  /** A thread has died by itself; another takes its place when there is work. */
  onThreadDeath(reason: Error | null): void
}

/** A crash may be the request's fault: it is tried once more, on a fresh thread, and then given up. */
const ATTEMPTS = 2

/** Threads of one kind, each with one request at a time; the others wait their turn. Threads start when needed. */
export class ThreadCrew<Request extends object, Reply extends { id: number }> {
  readonly #entry: URL
  readonly #options: ThreadCrewOptions
  readonly #slots: Slots
  readonly #alive = new Set<PoolThread<Request, Reply>>()
  readonly #idle: PoolThread<Request, Reply>[] = []
  #idleTimer: NodeJS.Timeout | undefined
  #closed = false

  constructor(entry: URL, options: ThreadCrewOptions) {
    this.#entry = entry
    this.#options = options
    this.#slots = new Slots(options.threads)
  }

  /** Requests waiting or under way. */
  get load(): number {
    return this.#slots.taken + this.#slots.waiting
  }

  /** Throws `recognizer_failed` when it crashed every time, `unavailable` after `close()`, or the signal's reason. */
  async ask(request: Request, signal?: AbortSignal): Promise<Reply> {
    await this.#slots.take(signal)
    clearTimeout(this.#idleTimer)
    try {
      const reply = await this.#askSomeThread(request)
      signal?.throwIfAborted()
      return reply
    } finally {
      this.#slots.give()
      if (this.load === 0) this.#idleTimer = setTimeout(() => this.#retire(), this.#options.idleMs).unref()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idleTimer)
    await Promise.all([...this.#alive].map((thread) => thread.close()))
  }

  /** A thread's end frees native memory at once; dropping the models would wait for the garbage collector. */
  #retire(): void {
    for (const thread of this.#idle.splice(0)) void thread.close()
  }

  async #askSomeThread(request: Request): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw new AppError('unavailable', 'Recognition is shutting down.')
      const thread = this.#idle.pop() ?? this.#start()
      try {
        const reply = await thread.request(request)
        this.#idle.push(thread)
        return reply
      } catch (error) {
        if (!(error instanceof ThreadDied)) throw error
        if (this.#closed || attempt >= ATTEMPTS) {
          throw new AppError('recognizer_failed', 'The recognizer crashed on this recording.', { cause: error })
        }
      }
    }
  }

  #start(): PoolThread<Request, Reply> {
    const thread: PoolThread<Request, Reply> = new PoolThread(this.#entry, this.#options.data, (reason) => {
      this.#alive.delete(thread)
      const position = this.#idle.indexOf(thread)
      if (position >= 0) this.#idle.splice(position, 1)
      if (!thread.isClosed) this.#options.onThreadDeath(reason)
    })
    this.#alive.add(thread)
    return thread
  }
}
