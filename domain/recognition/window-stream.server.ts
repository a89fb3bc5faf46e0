import { AppError } from '#domain/errors/app-error'
import type { PoolThread } from './pool-thread.server'
import type { VadReply, VadRequest } from './thread-messages'
import type { SpeechWindow } from './window-cutter'

let nextCutter = 0

/** A recording on its way through the thread that cuts it into windows. */
export class WindowStream {
  readonly #thread: PoolThread<VadRequest, VadReply>
  readonly #cutter = nextCutter++

  constructor(thread: PoolThread<VadRequest, VadReply>, startSample: number) {
    this.#thread = thread
    thread.tell({ type: 'open', cutter: this.#cutter, startSample })
  }

  /** Gives the samples away: their buffer is moved. Resolves with the windows they complete. */
  push(samples: Float32Array): Promise<SpeechWindow[]> {
    // A view into a larger buffer would take its neighbours along.
    const whole = samples.byteLength === samples.buffer.byteLength ? samples : samples.slice()
    const request = { type: 'push', cutter: this.#cutter, samples: whole } as const
    return this.#ask(request, [whole.buffer as ArrayBuffer])
  }

  /** No more samples come: resolves with what is left. */
  finish(): Promise<SpeechWindow[]> {
    return this.#ask({ type: 'finish', cutter: this.#cutter }, [])
  }

  close(): void {
    this.#thread.tell({ type: 'close', cutter: this.#cutter })
  }

  async #ask(request: VadRequest, transfer: ArrayBuffer[]): Promise<SpeechWindow[]> {
    try {
      const reply = await this.#thread.request(request, transfer)
      if ('windows' in reply) return reply.windows
      throw new Error(reply.failed)
    } catch (error) {
      throw new AppError('recognizer_failed', 'Looking for speech failed.', { cause: error })
    }
  }
}
