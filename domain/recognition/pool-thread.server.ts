import type { Worker } from 'node:worker_threads'
import { endThread, startThread } from './start-thread.server'

interface Pending<Reply> {
  resolve(reply: Reply): void
  reject(error: Error): void
}

/** A request that was under way when its thread died. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied'
}

/** A worker thread that answers requests by their id. It dies with `close()` or by a crash, once and for all. */
export class PoolThread<Request extends object, Reply extends { id: number }> {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending<Reply>>()
  #nextId = 0
  #dead = false
  #closed = false

  /** `entry` is a TypeScript file; `onDeath` is called once, also after `close()`. */
  constructor(entry: URL, data: object, onDeath: (reason: Error | null) => void) {
    this.#worker = startThread(entry, data)
    let reason: Error | null = null
    this.#worker.on('message', (reply: Reply) => this.#settle(reply))
    this.#worker.on('error', (error) => {
      reason = error
    })
    this.#worker.on('exit', () => {
      this.#dead = true
      for (const { reject } of this.#pending.values()) reject(new ThreadDied('The thread ended.', { cause: reason }))
      this.#pending.clear()
      onDeath(reason)
    })
    // A thread without work must not keep a finished process alive.
    this.#worker.unref()
  }

  /** Whether its end was asked for. */
  get isClosed(): boolean {
    return this.#closed
  }

  get threadId(): number {
    return this.#worker.threadId
  }

  /** Sends a request under a fresh id; rejects with ThreadDied when the thread ends first. */
  request(message: Request, transfer: ArrayBuffer[] = []): Promise<Reply> {
    if (this.#dead) return Promise.reject(new ThreadDied('The thread has ended.'))
    const id = this.#nextId++
    return new Promise<Reply>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ ...message, id }, transfer)
    })
  }

  /** Sends a message that has no answer. */
  tell(message: object): void {
    if (!this.#dead) this.#worker.postMessage(message)
  }

  async close(): Promise<void> {
    this.#closed = true
    await endThread(this.#worker)
  }

  #settle(reply: Reply): void {
    this.#pending.get(reply.id)?.resolve(reply)
    this.#pending.delete(reply.id)
    if (this.#pending.size === 0) this.#worker.unref()
  }
}
