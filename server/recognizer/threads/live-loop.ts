import type { Provider } from '#domain/recognition/engine-config'
import { makeSileroDetector } from '#domain/recognition/threads/sherpa-vad'
import type { SpeechDetector } from '#domain/recognition/window-cutter'
import type { LiveEngine } from '../live-engine'
import type { ThreadReply, ThreadRequest } from '../live-messages'
import type { LiveEvent } from '../live-recognizer'
import { LiveTrack } from '../live-track'
import { WorkMeter } from '../work-meter'
import { Engines } from './engines'

export interface LiveLoopOptions {
  provider: Provider
  vadModelPath: string
  /** Milliseconds of the clock that the thread's work is measured by. */
  now(): number
  post(replies: ThreadReply[]): void
}

/** Frames that a stream may hear before it is another's turn: a second of audio, some milliseconds of work. */
const FRAMES_PER_TURN = 32
const SPARE_DETECTORS_MAX = 16
/** So many are ready for those who come next, made while there is nothing else to do. */
const SPARE_DETECTORS_MIN = 1
const REPORT_MS = 250
const LOAD_SPAN_MS = 2000

interface Held {
  track: LiveTrack
  engine: LiveEngine
  detector: SpeechDetector
  told: number
}

/** What a recognizer thread does, a turn at a time: hears each stream a little, then does what is most urgent. */
export class LiveLoop {
  readonly #options: LiveLoopOptions
  readonly #engines: Engines
  readonly #streams = new Map<number, Held>()
  /** A detector that is reset is as good as new, and loading one takes as long as seconds of audio. */
  readonly #spare: SpeechDetector[] = []
  readonly #meter: WorkMeter
  #replies: ThreadReply[] = []
  #hasLoaded = false
  #batches: number[] = []
  #span: { since: number; busyMs: number; neededMs: number }

  constructor(options: LiveLoopOptions) {
    this.#options = options
    this.#meter = new WorkMeter(LOAD_SPAN_MS, options.now)
    this.#span = { since: options.now(), busyMs: 0, neededMs: 0 }
    this.#engines = new Engines(options.provider, options.now, (modelId, msPerSecond) => {
      this.#replies.push({ type: 'speed', modelId, msPerSecond, isTrial: true })
      this.#hasLoaded = true
    })
  }

  take(requests: readonly ThreadRequest[]): void {
    // Opening costs once, and says nothing about what those who are here need.
    for (const request of requests) this.#measured(request.type === 'open' ? 0 : 1, () => this.#take(request))
    // Loading a model says nothing about how much room there is once it is here.
    if (this.#hasLoaded) this.#span = { since: this.#options.now(), busyMs: 0, neededMs: 0 }
    this.#hasLoaded = false
  }

  /** Does a little; false where there is nothing to do until more is taken. */
  turn(): boolean {
    const hears = this.#measured(1, () => this.#listen())
    // What is known now must not wait for work that takes long.
    this.#post()
    const works = this.#work()
    this.#post()
    return hears || works || this.#makeReady()
  }

  #makeReady(): boolean {
    if (this.#streams.size === 0 || this.#spare.length >= SPARE_DETECTORS_MIN) return false
    this.#measured(0, () => this.#spare.push(makeSileroDetector(this.#options.vadModelPath)))
    return true
  }

  #post(): void {
    for (const [stream, held] of this.#streams) if (held.track.caughtUp > held.told) this.#tellHeard(stream, held)
    if (this.#streams.size > 0 && this.#options.now() - this.#span.since >= REPORT_MS) this.#report()
    if (this.#replies.length > 0) this.#options.post(this.#replies)
    this.#replies = []
  }

  #take(request: ThreadRequest): void {
    if (request.type === 'warm') {
      // Whoever opens a stream with a model that does not load is told.
      return this.#attempt(() => this.#engines.give(this.#engines.take(request.model, request.language)))
    }
    if (request.type === 'measure') return this.#attempt(() => this.#engines.measure(request.model, request.language))
    if (request.type === 'open') return this.#open(request)
    const held = this.#streams.get(request.stream)
    // It may have broken while the message was on its way.
    if (!held) return
    if (request.type === 'audio') return held.track.push(request.samples)
    if (request.type === 'close') return this.#close(request.stream, held)
    const { stream, ticket } = request
    held.track.finalize(() => {
      this.#tellHeard(stream, held)
      this.#replies.push({ type: 'finalized', stream, ticket })
    })
  }

  #open({ stream, model, language, startSample, firstSegmentId }: ThreadRequest & { type: 'open' }): void {
    const tell = (event: LiveEvent) => void this.#replies.push({ type: 'event', stream, event })
    this.#attempt(
      () => {
        const engine = this.#engines.take(model, language)
        const detector = this.#spare.pop() ?? makeSileroDetector(this.#options.vadModelPath)
        const track = new LiveTrack({ engine, detector, startSample, firstSegmentId, tell })
        this.#streams.set(stream, { track, engine, detector, told: startSample })
      },
      (error) => tell({ type: 'broken', message: String(error) }),
    )
  }

  #close(stream: number, held: Held): void {
    held.track.close()
    this.#engines.give(held.engine)
    if (this.#spare.length < SPARE_DETECTORS_MAX) this.#spare.push(held.detector)
    this.#streams.delete(stream)
  }

  #listen(): boolean {
    let goesOn = false
    for (const [stream, held] of this.#streams) {
      this.#attempt(
        () => {
          if (held.track.listen(FRAMES_PER_TURN)) goesOn = true
        },
        (error) => this.#break(stream, held, error),
      )
    }
    return goesOn
  }

  #work(): boolean {
    const offers = this.#engines.all.flatMap((engine) => {
      const work = engine.next(this.#meter.busy)
      return work ? [{ engine, work }] : []
    })
    const [best] = offers.sort((a, b) => a.work.urgency - b.work.urgency || a.work.since - b.work.since)
    if (!best) return false
    this.#attempt(
      () => {
        this.#batches.push(best.work.streams)
        this.#measured(best.work.needed, best.work.run)
      },
      (error) => {
        this.#engines.drop(best.engine)
        for (const [stream, held] of this.#streams) if (held.engine === best.engine) this.#break(stream, held, error)
      },
    )
    return true
  }

  #break(stream: number, held: Held, error: unknown): void {
    this.#close(stream, held)
    this.#replies.push({ type: 'event', stream, event: { type: 'broken', message: String(error) } })
  }

  #tellHeard(stream: number, held: Held): void {
    held.told = held.track.caughtUp
    this.#replies.push({ type: 'heard', stream, sample: held.told })
  }

  #report(): void {
    const now = this.#options.now()
    const { since, busyMs, neededMs } = this.#span
    this.#span = { since: now, busyMs: 0, neededMs: 0 }
    const work = { spanMs: now - since, busyMs, neededMs }
    this.#meter.add(work)
    this.#replies.push({ type: 'work', ...work, batches: this.#batches })
    this.#batches = []
    for (const speed of this.#engines.speeds) this.#replies.push({ type: 'speed', ...speed, isTrial: false })
  }

  #attempt(work: () => void, onError: (error: unknown) => void = () => undefined): void {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }

  #measured<Result>(needed: number, work: () => Result): Result {
    const startedAt = this.#options.now()
    try {
      return work()
    } finally {
      const ms = this.#options.now() - startedAt
      this.#span.busyMs += ms
      this.#span.neededMs += ms * needed
    }
  }
}
