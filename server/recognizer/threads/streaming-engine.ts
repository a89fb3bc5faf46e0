import sherpa, { type OnlineRecognizer, type OnlineStream } from 'sherpa-onnx-node'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { engineConfig, type Provider } from '#domain/recognition/engine-config'
import type { RawResult } from '#domain/recognition/thread-messages'
import { streamingTailSeconds, toRawResult } from '#domain/recognition/threads/sherpa-engine'
import { DecodeSpeed } from '../decode-speed'
import { Urgency, type LiveEngine, type LivePart, type LiveWork, type PartListener } from '../live-engine'
import type { PartAudio } from '../utterance-cutter'

/**
 * On a processor a batch of four takes a fifth less than four by themselves, and a larger one makes those who come next
 * wait for too long; on a graphics card it is the whole point.
 */
const BATCH_MAX = { cpu: 4, cuda: 64 } as const

/**
 * A model that writes while it hears. Each part is a stream of its own in the model; all that are ready are decoded
 * together.
 */
export class StreamingEngine implements LiveEngine {
  // What was fed cannot be taken back, so the last 1.5 s of unbroken speech wait until it is known where it is cut.
  readonly rules = { endsAtStop: true, partSamplesMin: 0, valleySearchSamples: 1.5 * PCM_SAMPLE_RATE }
  readonly speed = new DecodeSpeed()
  readonly onlyGrows = true
  readonly batchSizes: readonly number[]
  readonly #recognizer: OnlineRecognizer
  readonly #tailSamples: number
  readonly #batchMax: number
  readonly #now: () => number
  readonly #parts = new Set<StreamingPart>()

  constructor(model: InstalledModel, provider: Provider, language: string | null, now: () => number) {
    this.#now = now
    this.#recognizer = new sherpa.OnlineRecognizer(engineConfig(model, provider, language))
    this.#tailSamples = Math.round(streamingTailSeconds(model) * PCM_SAMPLE_RATE)
    this.#batchMax = BATCH_MAX[provider]
    this.batchSizes = provider === 'cuda' ? powersOfTwo(this.#batchMax) : Array.from({ length: this.#batchMax }, (_, at) => at + 1)
  }

  begin(start: number, listener: PartListener): LivePart {
    const part: StreamingPart = new StreamingPart({
      start,
      listener,
      recognizer: this.#recognizer,
      tailSamples: this.#tailSamples,
      now: this.#now,
      onFed: (samples) => this.speed.add(samples / PCM_SAMPLE_RATE, 0),
      onEnd: () => this.#parts.delete(part),
    })
    this.#parts.add(part)
    return part
  }

  next(): LiveWork | null {
    const ready = [...this.#parts].filter((part) => part.isReady).sort(byUrgency)
    const [first] = ready
    if (!first) return null
    const batch = ready.slice(0, this.#batchSize(ready.length))
    return {
      urgency: first.isSettling ? Urgency.Final : Urgency.Stream,
      since: first.readySince,
      needed: 1,
      streams: batch.length,
      run: () => this.#decode(batch),
    }
  }

  /** The largest there is: a graphics card prepares itself anew for each size it has not seen. */
  #batchSize(ready: number): number {
    return this.batchSizes.findLast((size) => size <= ready)!
  }

  #decode(parts: readonly StreamingPart[]): void {
    const startedAt = this.#now()
    this.#recognizer.decodeStreams(parts.map(({ stream }) => stream))
    this.speed.add(0, this.#now() - startedAt)
    for (const part of parts) part.afterDecode()
  }
}

function byUrgency(a: StreamingPart, b: StreamingPart): number {
  return Number(b.isSettling) - Number(a.isSettling) || a.readySince - b.readySince
}

function powersOfTwo(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, power) => 2 ** power)
}

interface PartOptions {
  start: number
  listener: PartListener
  recognizer: OnlineRecognizer
  tailSamples: number
  now(): number
  /** Told of samples that somebody spoke; what is added to flush them is part of their cost. */
  onFed(samples: number): void
  onEnd(): void
}

class StreamingPart implements LivePart {
  readonly stream: OnlineStream
  readonly #options: PartOptions
  #fed: number
  #decoded: number
  #text = ''
  #done: ((raw: RawResult) => void) | null = null
  isReady = false
  readySince = 0

  constructor(options: PartOptions) {
    this.#options = options
    this.#fed = options.start
    this.#decoded = options.start
    this.stream = options.recognizer.createStream()
  }

  get caughtUp(): number {
    return this.isReady ? this.#decoded : Infinity
  }

  get isSettling(): boolean {
    return this.#done !== null
  }

  grow(end: number): void {
    if (end <= this.#fed) return
    this.#feed(this.#options.listener.samples(this.#fed, end))
    this.#options.onFed(end - this.#fed)
    this.#fed = end
    this.#look()
  }

  prepare(): void {}

  resume(): void {}

  settle(audio: PartAudio, done: (raw: RawResult) => void): void {
    if (audio.end > this.#fed) {
      this.#feed(audio.samples.subarray(this.#fed - audio.start))
      this.#options.onFed(audio.end - this.#fed)
      this.#fed = audio.end
    }
    const silence = this.#fed - audio.speech.at(-1)!.end
    this.#feed(new Float32Array(Math.max(0, this.#options.tailSamples - silence)))
    this.stream.inputFinished()
    this.#done = done
    this.#look()
    if (!this.isReady) this.#finish()
  }

  /** One chunk of it was decoded. */
  afterDecode(): void {
    this.isReady = false
    this.#look()
    if (this.#done) {
      if (!this.isReady) this.#finish()
      return
    }
    const raw = toRawResult(this.#options.recognizer.getResult(this.stream))
    if (raw.text === this.#text) return
    this.#text = raw.text
    this.#options.listener.onGuess(raw, this.#fed)
  }

  close(): void {
    this.isReady = false
    this.#done = null
    this.#options.onEnd()
  }

  #feed(samples: Float32Array): void {
    if (samples.length > 0) this.stream.acceptWaveform({ samples, sampleRate: PCM_SAMPLE_RATE })
  }

  #look(): void {
    if (this.isReady) return
    this.isReady = this.#options.recognizer.isReady(this.stream)
    if (this.isReady) this.readySince = this.#options.now()
    else this.#decoded = this.#fed
  }

  #finish(): void {
    const done = this.#done!
    const raw = toRawResult(this.#options.recognizer.getResult(this.stream))
    this.close()
    done(raw)
  }
}
