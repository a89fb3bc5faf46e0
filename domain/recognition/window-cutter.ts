import { SampleBuffer } from './sample-buffer'
import { windowing } from './windowing'

/** Half-open range of samples (16 kHz) from the start of the recording. */
export interface SampleRange {
  start: number
  end: number
}

/** A stretch of at most `limits.windowMsMax`, cut at pauses, that is recognised as one piece. */
export interface SpeechWindow extends SampleRange {
  samples: Float32Array
  /** Where speech was heard inside the window; in order, not empty. */
  speech: SampleRange[]
  /** The cut: everything after it depends only on the samples from here on. */
  nextStart: number
}

/** Tells speech from the rest, one frame of `frameSamples` at a time; positions count from the last reset. */
export interface SpeechDetector {
  readonly frameSamples: number
  accept(frame: Float32Array): void
  /** Stretches of speech that ended since the last call. */
  takeEnded(): SampleRange[]
  isSpeaking(): boolean
  /** Ends a stretch that is still open. */
  flush(): void
  reset(): void
}

/** The window that is growing: what is known of it before it is closed. */
export interface OpenWindow {
  /** Where it will begin. */
  start: number
  /** Where speech was heard and has ended; in order, perhaps empty. */
  speech: readonly SampleRange[]
  /** Where speech began that still goes on. */
  speakingSince: number | null
}

/** What one frame of sound has brought about. */
export interface CutterStep {
  /** The window that it closed. */
  window: SpeechWindow | null
  /** The new cut, where one was made. */
  cut: number | null
}

export interface CutterOptions {
  /** What is kept before speech. Default: `windowing.padSamples`. */
  leadSamples?: number
  /** So many samples without any speech make a cut, too. Default: never. */
  silentCutSamples?: number
  /** How many of the last samples of unbroken speech may have the quietest point. Default: its second half. */
  valleySearchSamples?: number
}

/**
 * Cuts a stream of 16 kHz mono samples into windows of speech. A pause closes a window the sooner, the longer the
 * window already is; speech without any pause is cut where it is weakest. The detector is reset at every cut, so a
 * cutter that starts at a cut goes on exactly like the one that made it. Memory is bounded by the longest window.
 */
export class WindowCutter {
  readonly #detector: SpeechDetector
  readonly #buffer: SampleBuffer
  readonly #leadSamples: number
  readonly #silentCutSamples: number
  readonly #valleySearchSamples: number
  #settled = 0
  #cut: number
  /** Samples given to the detector since the recording's start. */
  #heard: number
  #speech: SampleRange[] = []
  #openStart: number | null = null

  constructor(detector: SpeechDetector, startSample = 0, options: CutterOptions = {}) {
    this.#detector = detector
    this.#buffer = new SampleBuffer(startSample)
    this.#cut = startSample
    this.#heard = startSample
    this.#leadSamples = options.leadSamples ?? windowing.padSamples
    this.#silentCutSamples = options.silentCutSamples ?? Infinity
    this.#valleySearchSamples = options.valleySearchSamples ?? Math.ceil(windowing.speechSamplesMax / 2)
    detector.reset()
  }

  /** Takes any number of samples; yields the windows that they complete. */
  *push(samples: Float32Array): Generator<SpeechWindow> {
    this.append(samples)
    for (let step = this.step(); step; step = this.step()) if (step.window) yield step.window
  }

  /** Takes samples without listening to them yet. */
  append(samples: Float32Array): void {
    this.#buffer.append(samples)
  }

  /** Listens to one frame; null where there is none. */
  step(): CutterStep | null {
    const { frameSamples } = this.#detector
    if (this.#buffer.end - this.#heard < frameSamples) return null
    this.#detector.accept(this.#buffer.slice(this.#heard, this.#heard + frameSamples))
    this.#heard += frameSamples
    const window = this.#afterFrame()
    if (window) return { window, cut: window.nextStart }
    return { window, cut: this.#cutSilence() }
  }

  /** Samples listened to since the recording's start. */
  get heard(): number {
    return this.#heard
  }

  /** Samples taken since the recording's start. */
  get end(): number {
    return this.#buffer.end
  }

  /** The window that is growing, valid until the next step; null while nobody has spoken since the last cut. */
  get open(): OpenWindow | null {
    const first = this.#speech[0]?.start ?? this.#openStart
    if (first === null) return null
    return { start: this.#windowStart(first), speech: this.#speech, speakingSince: this.#openStart }
  }

  /** A copy of what was taken, as far as it is kept: from the open window's start on at least. */
  samples(start: number, end: number): Float32Array {
    return this.#buffer.slice(start, end).slice()
  }

  /** Unbroken speech shall not be cut before the sample. */
  settle(sample: number): void {
    this.#settled = sample
  }

  /** Forgets what was taken: what comes next is heard as after any cut. */
  restart(): void {
    this.#cutAt(this.#buffer.end)
  }

  /** Call once, when no more samples come. */
  *finish(): Generator<SpeechWindow> {
    const rest = this.#buffer.slice(this.#heard, this.#buffer.end)
    if (rest.length > 0) {
      const frame = new Float32Array(this.#detector.frameSamples)
      frame.set(rest)
      this.#detector.accept(frame)
    }
    this.#detector.flush()
    this.#collect()
    const last = this.#speech.at(-1)
    if (last) yield this.#close(Math.min(last.end + windowing.padSamples, this.#buffer.end))
  }

  #afterFrame(): SpeechWindow | null {
    this.#collect()
    const first = this.#speech[0]?.start ?? this.#openStart
    if (first === null) {
      this.#buffer.dropBefore(this.#heard - windowing.keepSamples)
      return null
    }
    const last = this.#speech.at(-1)
    if (last && this.#openStart === null) {
      const pause = this.#heard - last.end
      if (pause >= windowing.pauseNeeded(last.end - first)) {
        return this.#close(last.end + Math.min(windowing.padSamples, pause))
      }
    }
    if (this.#heard - first < windowing.speechSamplesMax) return null
    return this.#close(this.#weakestPoint(first))
  }

  #collect(): void {
    for (const { start, end } of this.#detector.takeEnded()) {
      this.#speech.push({ start: start + this.#cut, end: Math.min(end + this.#cut, this.#buffer.end) })
      this.#openStart = null
    }
    if (!this.#detector.isSpeaking()) this.#openStart = null
    else this.#openStart ??= Math.max(this.#cut, this.#heard - windowing.onsetSamples)
  }

  /** Middle of the quietest stretch in the last part of what has been heard. */
  #weakestPoint(first: number): number {
    const from = Math.max(first + windowing.speechSamplesMax - this.#valleySearchSamples, this.#settled)
    return from + quietestOffset(this.#buffer.slice(from, this.#heard))
  }

  #close(end: number): SpeechWindow {
    const open = this.#openStart === null ? [] : [{ start: this.#openStart, end }]
    const speech = [...this.#speech, ...open]
      .map((range) => ({ start: range.start, end: Math.min(range.end, end) }))
      .filter((range) => range.end > range.start)
    const start = this.#windowStart(speech[0]?.start ?? end)
    const window = { start, end, samples: this.samples(start, end), speech, nextStart: end }
    this.#cutAt(end)
    return window
  }

  #windowStart(first: number): number {
    return Math.max(this.#cut, first - this.#leadSamples, this.#buffer.start)
  }

  #cutSilence(): number | null {
    if (this.#heard - this.#cut < this.#silentCutSamples || this.open) return null
    this.#cutAt(this.#heard - windowing.keepSamples)
    return this.#cut
  }

  #cutAt(sample: number): void {
    this.#buffer.dropBefore(sample)
    this.#detector.reset()
    this.#cut = sample
    this.#heard = sample
    this.#speech = []
    this.#openStart = null
  }
}

/** Offset of the middle of the stretch with the least energy; the earliest of equals. */
export function quietestOffset(samples: Float32Array): number {
  const span = Math.min(windowing.valleySamples, samples.length)
  let energy = 0
  let least = Infinity
  let offset = 0
  for (let i = 0; i < samples.length; i++) {
    energy += samples[i]! ** 2
    if (i >= span) energy -= samples[i - span]! ** 2
    if (i >= span - 1 && energy < least) {
      least = energy
      offset = i - Math.floor(span / 2)
    }
  }
  return offset
}
