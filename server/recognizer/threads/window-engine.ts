import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Provider } from '#domain/recognition/engine-config'
import { joinResults, recognizeWithoutLoops } from '#domain/recognition/recognize-without-loops'
import type { RawResult } from '#domain/recognition/thread-messages'
import { loadEngine, withTail, type LoadedEngine } from '#domain/recognition/threads/sherpa-engine'
import { quietestOffset } from '#domain/recognition/window-cutter'
import { windowing } from '#domain/recognition/windowing'
import { DecodeSpeed } from '../decode-speed'
import { Urgency, type LiveEngine, type LivePart, type LiveWork, type PartListener } from '../live-engine'
import { keptGuessMs, partialIntervalMs, preparesAt } from '../partial-pace'
import type { PartAudio } from '../utterance-cutter'

const seconds = (value: number) => Math.round(value * PCM_SAMPLE_RATE)

/** Silence after a part's audio in place of what was really heard, which is not there yet when it is prepared. */
const TAIL_SECONDS = 0.1
/** A guess that is kept ends where it is quietest in its last so many samples: not in a word, if possible. */
const QUIET_SEARCH_SAMPLES = seconds(0.8)

/** A guess that has waited for such a share of the longest interval is no less urgent than others' next texts. */
const LATE = 0.8

/** A model for whole recordings: the open part is recognised again and again as it grows. */
export class WindowEngine implements LiveEngine {
  readonly rules = {
    endsAtStop: false,
    partSamplesMin: seconds(5),
    valleySearchSamples: windowing.speechSamplesMax / 2,
  }
  readonly onlyGrows = false
  readonly batchSizes = [1]
  readonly speed = new DecodeSpeed()
  readonly #engine: LoadedEngine
  readonly #now: () => number
  readonly #parts = new Set<WindowPart>()

  constructor(model: InstalledModel, provider: Provider, language: string | null, now: () => number) {
    this.#now = now
    const engine = loadEngine(model, provider, language)
    this.#engine = { ...engine, recognize: (samples) => this.#timed(samples, engine.recognize) }
  }

  begin(start: number, listener: PartListener): LivePart {
    const part: WindowPart = new WindowPart({
      start,
      listener,
      engine: this.#engine,
      now: this.#now,
      onEnd: () => this.#parts.delete(part),
    })
    this.#parts.add(part)
    return part
  }

  #timed(samples: Float32Array, recognize: LoadedEngine['recognize']): RawResult {
    const startedAt = this.#now()
    const raw = recognize(samples)
    this.speed.add(samples.length / PCM_SAMPLE_RATE, this.#now() - startedAt)
    return raw
  }

  next(busy: number): LiveWork | null {
    let best: LiveWork | null = null
    for (const part of this.#parts) {
      const work = part.next(busy)
      if (work && (!best || work.urgency < best.urgency || (work.urgency === best.urgency && work.since < best.since))) {
        best = work
      }
    }
    return best
  }
}

interface PartOptions {
  start: number
  listener: PartListener
  engine: LoadedEngine
  now(): number
  onEnd(): void
}

class WindowPart implements LivePart {
  readonly #options: PartOptions
  readonly caughtUp = Infinity
  #end: number
  /** Where the last guess ended. */
  #guessedEnd: number
  #guessMs = 0
  /** The beginning of it that is not recognised again for a guess. */
  #kept: { end: number; raw: RawResult | null }
  #dueSince: number | null = null
  #prepared: { audio: PartAudio; since: number; raw: RawResult | null } | null = null
  #done: ((raw: RawResult) => void) | null = null

  constructor(options: PartOptions) {
    const { start } = options
    this.#options = options
    this.#end = start
    this.#guessedEnd = start
    this.#kept = { end: start, raw: null }
  }

  grow(end: number): void {
    this.#end = end
  }

  prepare(audio: PartAudio): void {
    this.#prepared = { audio, since: this.#options.now(), raw: null }
  }

  resume(): void {
    this.#prepared = null
  }

  settle(audio: PartAudio, done: (raw: RawResult) => void): void {
    if (this.#prepared?.audio !== audio) this.prepare(audio)
    const { raw } = this.#prepared!
    if (raw) return done(raw)
    this.#done = done
  }

  close(): void {
    this.#done = null
    this.#prepared = null
    this.#options.onEnd()
  }

  next(busy: number): LiveWork | null {
    const prepared = this.#prepared
    if (prepared && (prepared.raw || this.#done || preparesAt(busy))) {
      if (prepared.raw) return null
      const urgency = this.#done ? Urgency.Final : Urgency.Prepare
      return { urgency, since: prepared.since, needed: 1, streams: 1, run: () => this.#recognize() }
    }
    const sinceGuessMs = ((this.#end - this.#guessedEnd) * 1000) / PCM_SAMPLE_RATE
    if (sinceGuessMs < partialIntervalMs(busy, this.#guessMs)) {
      this.#dueSince = null
      return null
    }
    this.#dueSince ??= this.#options.now()
    const needed = Math.min(1, sinceGuessMs / limits.livePartialMsMax)
    const urgency = needed < LATE ? Urgency.Partial : Urgency.Prepare
    return { urgency, since: this.#dueSince, needed, streams: 1, run: () => this.#guess(keptGuessMs(busy)) }
  }

  #recognize(): void {
    const prepared = this.#prepared!
    const whole = recognizeWithoutLoops(this.#options.engine.recognize, withTail(prepared.audio.samples, TAIL_SECONDS))
    prepared.raw = whole
    this.#guessedEnd = prepared.audio.end
    // The next guess begins with what this has found.
    this.#kept = { end: prepared.audio.end, raw: whole }
    const done = this.#done
    this.#done = null
    if (done) done(whole)
    else this.#options.listener.onGuess(whole, prepared.audio.end)
  }

  #guess(keptMs: number): void {
    const { end: from, raw: before } = this.#kept
    const samples = this.#options.listener.samples(from, this.#end)
    const isKept = samples.length >= seconds(keptMs / 1000)
    let length = samples.length
    if (isKept) {
      const searched = length - QUIET_SEARCH_SAMPLES
      length = searched + quietestOffset(samples.subarray(searched))
    }
    const startedAt = this.#options.now()
    const raw = this.#options.engine.recognize(withTail(samples.subarray(0, length), TAIL_SECONDS))
    this.#guessMs = this.#options.now() - startedAt
    const end = from + length
    const whole = before ? joinResults(before, raw, from - this.#options.start) : raw
    if (isKept) this.#kept = { end, raw: whole }
    this.#guessedEnd = this.#end
    this.#dueSince = null
    this.#options.listener.onGuess(whole, end)
  }
}
