import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Provider } from './engine-config'
import { PoolThread } from './pool-thread.server'
import { ThreadCrew } from './thread-crew.server'
import type { RawResult, RecognizerReply, RecognizerRequest, VadReply, VadRequest } from './thread-messages'
import { WindowStream } from './window-stream.server'

export interface RecognizerPoolOptions {
  /** How many windows are recognised side by side. */
  threads: number
  provider: Provider
  /** Absolute path of the Silero model. */
  vadModelPath: string
  /** Told when a thread dies and is replaced. */
  onThreadDeath?(reason: Error | null): void
}

export interface RecognizeRequest {
  /** 16 kHz mono; the pool keeps them until the window is done, so that it can try again. */
  samples: Float32Array
  model: InstalledModel
  /** BCP 47; null leaves it to the model. */
  language: string | null
}

/** Threads that recognise windows, and one that cuts recordings into them. All of it starts with the first request. */
export interface RecognizerPool {
  readonly threads: number
  /** Windows waiting or under way; a measure of load. */
  readonly load: number
  /** Milliseconds that the threads have spent recognising, all together. */
  readonly busyMs: number
  /** Waits for its turn; throws `recognizer_failed`, or the reason of an aborted signal. */
  recognize(request: RecognizeRequest, options?: { signal?: AbortSignal }): Promise<RawResult>
  /** Base tag of the language that a Whisper model hears; null where it cannot tell. */
  detectLanguage(model: InstalledModel, samples: Float32Array, options?: { signal?: AbortSignal }): Promise<string | null>
  /** Cuts a recording from the sample on; close it when done. */
  openWindows(startSample: number): WindowStream
  /** Resolves when every thread is gone; what is under way fails. */
  close(): Promise<void>
}

const recognizerEntry = new URL('./threads/recognizer-thread.ts', import.meta.url)
const vadEntry = new URL('./threads/vad-thread.ts', import.meta.url)

export function makeRecognizerPool(options: RecognizerPoolOptions): RecognizerPool {
  const crew = new ThreadCrew<RecognizerRequest, RecognizerReply>(recognizerEntry, {
    threads: options.threads,
    data: { provider: options.provider },
    idleMs: limits.modelIdleReleaseMs,
    onThreadDeath: (reason) => options.onThreadDeath?.(reason),
  })
  let vadThread: PoolThread<VadRequest, VadReply> | null = null
  let closed = false
  let busyMs = 0

  async function ask(request: RecognizerRequest, signal?: AbortSignal): Promise<RecognizerReply> {
    const reply = await crew.ask(request, signal)
    if (reply.type !== 'failed') return reply
    throw new AppError('recognizer_failed', 'The model could not be used.', { cause: new Error(reply.message) })
  }

  return {
    threads: options.threads,
    get load() {
      return crew.load
    },
    get busyMs() {
      return busyMs
    },
    async recognize({ samples, model, language }, { signal } = {}) {
      const request = { type: 'recognize', model, language, samples } as const
      const reply = await ask(request, signal)
      if (reply.type !== 'result') throw new Error(`Unexpected reply ${reply.type}`)
      busyMs += reply.busyMs
      return reply.result
    },
    async detectLanguage(model, samples, { signal } = {}) {
      const reply = await ask({ type: 'detectLanguage', model, samples }, signal)
      return reply.type === 'language' ? reply.language : null
    },
    openWindows(startSample) {
      if (closed) throw new AppError('unavailable', 'Recognition is shutting down.')
      vadThread ??= new PoolThread(vadEntry, { vadModelPath: options.vadModelPath }, (reason) => {
        vadThread = null
        if (!closed) options.onThreadDeath?.(reason)
      })
      return new WindowStream(vadThread, startSample)
    },
    async close() {
      closed = true
      await Promise.all([crew.close(), vadThread?.close()])
    },
  }
}
