import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { LiveEvent } from '../recognizer/live-recognizer'

/** How long words took to appear: the first of an utterance since its sound came in, and its final text since it was over. */
export type LatencyKind = 'firstPartial' | 'final'

export interface WordLatencyOptions {
  /** Where in the recording the audio stands that comes next. */
  startSample: number
  /** @param ms from the arrival of the audio to now */
  onLatency(kind: LatencyKind, ms: number): void
  now?(): number
}

/** Knows when the audio of a session came in, and so how late its words are. What came to another server is not judged. */
export class WordLatency {
  readonly #options: WordLatencyOptions
  readonly #now: () => number
  #arrivals: { end: number; at: number }[] = []
  #samples: number
  #begun = -1
  #settled = -1

  constructor(options: WordLatencyOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#samples = options.startSample
  }

  /** So many samples came in. */
  arrived(count: number): void {
    const at = this.#now()
    this.#samples += count
    this.#arrivals.push({ end: this.#samples, at })
    // Only now and then, so that most of the time nothing is copied.
    const oldest = at - 2 * limits.liveBacklogMsMax
    if (this.#arrivals[0]!.at < oldest) this.#arrivals = this.#arrivals.filter((arrival) => arrival.at > oldest + limits.liveBacklogMsMax)
  }

  said(event: LiveEvent): void {
    if (event.type === 'partial' && event.segment.id > this.#begun) {
      this.#begun = event.segment.id
      this.#tell('firstPartial', event.segment.startMs)
    }
    // A segment that reopens is final for its reader all the same, the first time.
    if (event.type === 'final' && event.segment.id > this.#settled) {
      this.#settled = event.segment.id
      this.#tell('final', event.segment.endMs)
    }
  }

  #tell(kind: LatencyKind, ms: number): void {
    const sample = (ms * PCM_SAMPLE_RATE) / 1000
    const first = this.#arrivals[0]
    if (!first || sample < first.end) return
    const arrival = this.#arrivals.find(({ end }) => end >= sample)
    if (arrival) this.#options.onLatency(kind, this.#now() - arrival.at)
  }
}
