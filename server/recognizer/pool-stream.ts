import { AppError } from '#domain/errors/app-error'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { LiveEvent, LiveStream, LiveStreamOptions } from './live-recognizer'

/** How a stream reaches its thread. */
export interface StreamLink {
  audio(samples: Int16Array): void
  finalize(ticket: number): void
  close(): void
}

interface Arrival {
  end: number
  at: number
}

/** How long the last wait counts for when nothing more comes. */
const LAG_KEPT_MS = 3000
/** Audio that is heard is told in steps of so many samples. */
const HEARD_STEP_SAMPLES = PCM_SAMPLE_RATE / 4
/** What is less than a frame waits for more audio, not for recognition. */
const FRAME_SAMPLES = 512

/** A stream as its session sees it; keeps account of what its thread has heard. */
export class PoolStream implements LiveStream {
  readonly openedAt = performance.now()
  readonly modelId: string
  readonly #link: StreamLink
  readonly #onEvent: (event: LiveEvent) => void
  readonly #arrivals: Arrival[] = []
  readonly #tickets = new Map<number, { resolve(): void; reject(error: Error): void }>()
  #nextTicket = 0
  #pushed: number
  #heard: number
  #told: number
  #lagMs = 0
  #heardAt = 0
  #over = false

  constructor(options: LiveStreamOptions, link: StreamLink) {
    this.modelId = options.model.entry.id
    this.#link = link
    this.#onEvent = options.onEvent
    this.#pushed = options.startSample
    this.#heard = options.startSample
    this.#told = options.startSample
  }

  get backlogMs(): number {
    return ((this.#pushed - this.#heard) * 1000) / PCM_SAMPLE_RATE
  }

  /** How long audio waits at present. */
  get lagMs(): number {
    const oldest = this.#arrivals[0]
    if (!oldest || oldest.end - this.#heard < FRAME_SAMPLES) {
      // How it was before a long rest says nothing about the present.
      return performance.now() - this.#heardAt > LAG_KEPT_MS ? 0 : this.#lagMs
    }
    return Math.max(this.#lagMs, performance.now() - oldest.at)
  }

  push(samples: Int16Array): void {
    if (this.#over || samples.length === 0) return
    this.#pushed += samples.length
    this.#arrivals.push({ end: this.#pushed, at: performance.now() })
    this.#link.audio(samples)
  }

  finalize(): Promise<void> {
    if (this.#over) return Promise.reject(streamOver())
    const ticket = this.#nextTicket++
    return new Promise((resolve, reject) => {
      this.#tickets.set(ticket, { resolve, reject })
      this.#link.finalize(ticket)
    })
  }

  close(): void {
    if (this.#end()) this.#link.close()
  }

  /** Its thread says something. */
  tell(event: LiveEvent): void {
    if (this.#over) return
    if (event.type === 'broken') this.#end()
    this.#onEvent(event)
  }

  finalized(ticket: number): void {
    if (this.#told < this.#heard) this.#tellHeard()
    this.#tickets.get(ticket)?.resolve()
    this.#tickets.delete(ticket)
  }

  heard(sample: number): void {
    if (this.#over) return
    this.#heard = sample
    const now = performance.now()
    this.#heardAt = now
    while (this.#arrivals[0] && this.#arrivals[0].end - sample < FRAME_SAMPLES) {
      this.#lagMs = now - this.#arrivals.shift()!.at
    }
    if (sample - this.#told >= HEARD_STEP_SAMPLES) this.#tellHeard()
  }

  #tellHeard(): void {
    this.#told = this.#heard
    this.#onEvent({ type: 'heard', sample: this.#heard, lagMs: Math.round(this.#lagMs) })
  }

  #end(): boolean {
    if (this.#over) return false
    this.#over = true
    for (const { reject } of this.#tickets.values()) reject(streamOver())
    this.#tickets.clear()
    return true
  }
}

function streamOver(): AppError {
  return new AppError('recognizer_failed', 'The stream has ended.')
}
