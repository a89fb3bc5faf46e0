import type { Worker } from 'node:worker_threads'
import { endThread, startThread } from '#domain/recognition/start-thread.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { ThreadLoad } from './admission'
import type { LiveThreadData, ThreadReply, ThreadRequest } from './live-messages'
import type { LiveStreamOptions } from './live-recognizer'
import { PoolStream } from './pool-stream'
import { WorkMeter } from './work-meter'

const entry = new URL('./threads/live-thread.ts', import.meta.url)
const LOAD_SPAN_MS = 3000

export interface PoolThreadOptions extends LiveThreadData {
  /** Told how fast a model is when it has been tried, and again and again while people speak. */
  onSpeed(modelId: string, msPerSecond: number, isTrial: boolean): void
  /** So many streams were decoded together. */
  onBatch?(streams: number): void
  /** Called once; null where its end was asked for. */
  onEnd(reason: Error | null): void
}

/** One recognizer thread from outside, and the streams that it holds. */
export class PoolThread {
  readonly #worker: Worker
  readonly #options: PoolThreadOptions
  readonly #streams = new Map<number, PoolStream>()
  readonly #meter = new WorkMeter(LOAD_SPAN_MS, () => performance.now())
  #outbox: ThreadRequest[] = []
  #nextStream = 0
  #closing = false
  #dead = false

  constructor(options: PoolThreadOptions) {
    this.#options = options
    const { provider, vadModelPath } = options
    this.#worker = startThread(entry, { provider, vadModelPath })
    let reason: Error | null = null
    this.#worker.on('message', (replies: ThreadReply[]) => replies.forEach((reply) => this.#take(reply)))
    this.#worker.on('error', (error) => {
      reason = error
    })
    this.#worker.on('exit', (code) => this.#end(this.#closing ? null : (reason ?? new Error(`exit code ${code}`))))
    this.#worker.unref()
  }

  get streams(): number {
    return this.#streams.size
  }

  get busy(): number {
    return this.streams > 0 ? this.#meter.busy : 0
  }

  get load(): ThreadLoad {
    const now = performance.now()
    const unseen = [...this.#streams.values()].map(({ openedAt }) => Math.max(0, 1 - (now - openedAt) / LOAD_SPAN_MS))
    return {
      needed: this.#meter.needed,
      streams: this.streams,
      unseen: unseen.reduce((sum, share) => sum + share, 0),
      lagMs: this.lagMs,
    }
  }

  get lagMs(): number {
    return Math.max(0, ...[...this.#streams.values()].map(({ lagMs }) => lagMs))
  }

  warm(model: InstalledModel, language: string | null): void {
    this.#tell({ type: 'warm', model, language })
  }

  /** Asks how fast a model is by now; `onSpeed` is told, unless the thread has work to do. */
  measure(model: InstalledModel, language: string | null): void {
    this.#tell({ type: 'measure', model, language })
  }

  open(options: LiveStreamOptions): PoolStream {
    const { model, language, startSample, firstSegmentId } = options
    const stream = this.#nextStream++
    const opened = new PoolStream(options, {
      audio: (samples) => this.#tell({ type: 'audio', stream, samples }),
      finalize: (ticket) => this.#tell({ type: 'finalize', stream, ticket }),
      close: () => {
        this.#forget(stream)
        this.#tell({ type: 'close', stream })
      },
    })
    this.#streams.set(stream, opened)
    this.#worker.ref()
    this.#tell({ type: 'open', stream, model, language, startSample, firstSegmentId })
    return opened
  }

  async close(): Promise<void> {
    this.#closing = true
    await endThread(this.#worker)
  }

  /** Many streams push in one turn of the loop; one message for all of them wakes the thread once. */
  #tell(request: ThreadRequest): void {
    if (this.#dead) return
    if (this.#outbox.length === 0) setImmediate(() => this.#flush())
    this.#outbox.push(request)
  }

  #flush(): void {
    const requests = this.#outbox.map(own)
    this.#outbox = []
    if (this.#dead) return
    const buffers = requests.flatMap((request) => (request.type === 'audio' ? request.samples.buffer : []))
    this.#worker.postMessage(requests, buffers as ArrayBuffer[])
  }

  #take(reply: ThreadReply): void {
    switch (reply.type) {
      case 'speed':
        return this.#options.onSpeed(reply.modelId, reply.msPerSecond, reply.isTrial)
      case 'work':
        for (const streams of reply.batches) this.#options.onBatch?.(streams)
        return this.#meter.add(reply)
      case 'event': {
        const stream = this.#streams.get(reply.stream)
        if (reply.event.type === 'broken') this.#forget(reply.stream)
        return stream?.tell(reply.event)
      }
      case 'heard':
        return this.#streams.get(reply.stream)?.heard(reply.sample)
      case 'finalized':
        return this.#streams.get(reply.stream)?.finalized(reply.ticket)
    }
  }

  #forget(stream: number): void {
    this.#streams.delete(stream)
    // A thread alone must not keep a finished process alive.
    if (this.#streams.size === 0) this.#worker.unref()
  }

  #end(reason: Error | null): void {
    this.#dead = true
    this.#options.onEnd(reason)
    const streams = [...this.#streams.values()]
    this.#streams.clear()
    for (const stream of streams) stream.tell({ type: 'broken', message: 'The recognizer thread ended.' })
  }
}

/** A view into a larger buffer would take its neighbours along. */
function own(request: ThreadRequest): ThreadRequest {
  if (request.type !== 'audio' || request.samples.byteLength === request.samples.buffer.byteLength) return request
  return { ...request, samples: request.samples.slice() }
}
