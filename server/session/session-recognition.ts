import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { LiveEvent, LiveRecognizer, LiveStream } from '../recognizer/live-recognizer'
import { SampleQueue } from './sample-queue'

export interface RecognizedWith {
  model: InstalledModel
  /** BCP 47; null leaves it to the model. */
  language: string | null
}

export interface SessionRecognitionOptions {
  recognizer: LiveRecognizer
  using: RecognizedWith
  /** Where the transcript is settled up to. */
  cutSample: number
  nextSegmentId: number
  mustAdmit: boolean
  onEvent(event: Exclude<LiveEvent, { type: 'broken' }>): void
  /** Recognition broke so often at the same place that nothing more can be expected of it. */
  onHopeless(message: string): void
}

/** A crash may be the audio's fault: it is tried again so often from the same cut, and then given up. */
const ATTEMPTS = 3

/**
 * The recognition of one session across what ends a stream: another model or language, and a thread that died. Keeps the samples
 * since the last cut, from which a new stream goes on exactly like the old one (server/SPEC.md 3.6).
 */
export class SessionRecognition {
  readonly #options: SessionRecognitionOptions
  readonly #sinceCut = new SampleQueue()
  #using: RecognizedWith
  #cut: number
  #nextSegmentId: number
  #stream: LiveStream
  /** For each change that is not decided yet, the oldest first: the samples that have come after it. */
  readonly #held: Int16Array[][] = []
  #failures = 0
  #closed = false

  /** Throws `live_busy` where there is no room. */
  constructor(options: SessionRecognitionOptions) {
    this.#options = options
    this.#using = options.using
    this.#cut = options.cutSample
    this.#nextSegmentId = options.nextSegmentId
    this.#stream = this.#open(options.mustAdmit)
  }

  get using(): RecognizedWith {
    return this.#using
  }

  /** Audio that is not recognised yet, with what is held. */
  get backlogMs(): number {
    const held = this.#held.flat().reduce((sum, samples) => sum + samples.length, 0)
    return this.#stream.backlogMs + (held * 1000) / PCM_SAMPLE_RATE
  }

  /** Takes a copy-free look at the samples: they are not to be changed afterwards. */
  push(samples: Int16Array): void {
    const held = this.#held.at(-1)
    if (held) held.push(samples)
    else this.#feed(samples)
  }

  /** What comes from here on waits for `release`: what it is to be recognised with is not decided yet. */
  hold(): void {
    this.#held.push([])
  }

  /** Ends the oldest `hold`. */
  release(): void {
    for (const samples of this.#held.shift() ?? []) if (!this.#closed) this.#feed(samples)
  }

  /** Finishes what was said so far; everything up to here is settled when it resolves. */
  async finish(): Promise<void> {
    for (;;) {
      const stream = this.#stream
      await stream.finalize().catch(() => undefined)
      // One that broke meanwhile was replaced, and its successor has the same to finish.
      if (stream === this.#stream || this.#closed) return
    }
  }

  /** Finishes what was said with the old model or language; what follows is recognised with the new. */
  async use(using: RecognizedWith): Promise<void> {
    await this.finish()
    if (this.#closed) return
    this.#using = using
    this.#stream.close()
    this.#stream = this.#open(true)
  }

  close(): void {
    this.#closed = true
    this.#stream.close()
  }

  #feed(samples: Int16Array): void {
    this.#sinceCut.add(samples)
    this.#stream.push(samples.slice())
  }

  #open(admit: boolean): LiveStream {
    const stream: LiveStream = this.#options.recognizer.open(
      {
        ...this.#using,
        startSample: this.#cut,
        firstSegmentId: this.#nextSegmentId,
        onEvent: (event) => {
          if (!this.#closed && stream === this.#stream) this.#note(event)
        },
      },
      { admit },
    )
    return stream
  }

  #note(event: LiveEvent): void {
    if (event.type === 'broken') return this.#mend(event.message)
    if (event.type === 'cut') {
      this.#sinceCut.drop(event.sample - this.#cut)
      this.#cut = event.sample
      this.#nextSegmentId = event.nextSegmentId
      this.#failures = 0
    }
    this.#options.onEvent(event)
  }

  #mend(message: string): void {
    this.#failures += 1
    if (this.#failures >= ATTEMPTS) return this.#options.onHopeless(message)
    this.#stream.close()
    this.#stream = this.#open(true)
    const again = this.#sinceCut.peekAll()
    if (again.length > 0) this.#stream.push(again)
  }
}
