import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import {
  WindowCutter,
  type OpenWindow,
  type SampleRange,
  type SpeechDetector,
  type SpeechWindow,
} from '#domain/recognition/window-cutter'
import { windowing } from '#domain/recognition/windowing'

const seconds = (value: number) => Math.round(value * PCM_SAMPLE_RATE)

export const utterances = {
  /** Silence after speech that makes the text so far final: SPEC 4.2. */
  stopSamples: seconds(0.2),
  /** A pause between parts: parts that are cut at shorter ones lose words at their edges. */
  partPauseSamples: seconds(0.35),
  /** Sound before speech that is recognised with it: when a detector is sure, it has begun a while ago. */
  leadSamples: seconds(0.3),
  /** Silence that a text is recognised with; the detector hears that speech has ended after as much. */
  tailSamples: seconds(0.1),
  /** Silence that makes a cut though nobody spoke, so that a session that resumes need not be heard from its start. */
  silentCutSamples: seconds(30),
} as const

/** How an engine wants utterances to be cut. */
export interface PartRules {
  /** Every stop ends the part: what was said after it cannot be added. */
  endsAtStop: boolean
  /** Otherwise a longer pause ends a part whose speech spans so much; a shorter one is recognised again. */
  partSamplesMin: number
  /** How many of the last samples of unbroken speech may have the point where it is cut. */
  valleySearchSamples: number
}

/** A stretch of an utterance that is recognised by itself. */
export interface PartAudio extends SampleRange {
  /** Where in it speech was heard, in order. */
  speech: SampleRange[]
  samples: Float32Array
}

export type CutterEvent =
  /** Speech has begun, a part with it: its audio starts at the sample. */
  | { type: 'begin'; start: number }
  /** Speech seems to be over: if it is, the part will be this. */
  | { type: 'pause'; part: PartAudio }
  /** It was not over. */
  | { type: 'resume' }
  /** The part is over though the utterance goes on: what follows is another. */
  | { type: 'part'; part: PartAudio }
  /** It is over for 200 ms: the part's text is wanted. Where the part is `done`, what follows is another. */
  | { type: 'stop'; part: PartAudio; done: boolean }
  /** The utterance is over. The part is the last, null where a stop has settled it. */
  | { type: 'close'; part: PartAudio | null }
  /** Nothing before the sample matters any more. */
  | { type: 'cut'; sample: number }

interface OpenPart {
  start: number
  /** How many stretches of the window's speech belong to former parts. */
  speechBefore: number
  phase: 'speaking' | 'paused' | 'stopped'
  /** As it was when speech paused. */
  audio: PartAudio | null
}

/**
 * Cuts a stream into utterances and these into parts. What it says depends on the samples since the last cut, frame by
 * frame, and never on when they came: a cutter that starts at a cut goes on exactly like the one that made it.
 */
export class UtteranceCutter {
  readonly #cutter: WindowCutter
  readonly #rules: PartRules
  #part: OpenPart | null = null
  /** End of the last part that is done, in the open window. */
  #doneUntil = 0
  #speechDone = 0

  constructor(detector: SpeechDetector, startSample: number, rules: PartRules) {
    this.#rules = rules
    this.#cutter = new WindowCutter(detector, startSample, {
      leadSamples: utterances.leadSamples,
      silentCutSamples: utterances.silentCutSamples,
      valleySearchSamples: rules.valleySearchSamples,
    })
  }

  /** Samples heard since the recording's start. */
  get heard(): number {
    return this.#cutter.heard
  }

  /** Up to which sample the open part's audio may be recognised now; null where no part is open. */
  get partEnd(): number | null {
    const open = this.#cutter.open
    if (!this.#part || this.#part.phase === 'stopped' || !open) return null
    if (!this.#rules.endsAtStop) return this.heard
    // What was recognised cannot be taken back, so what may yet be cut off has to wait.
    const first = open.speech[0]?.start ?? open.speakingSince!
    const cutFrom = first + windowing.speechSamplesMax - this.#rules.valleySearchSamples
    return Math.min(this.heard, Math.max(cutFrom, this.#part.start))
  }

  /** Where speech was heard in the open part, up to the sample. */
  partSpeech(end: number): SampleRange[] {
    const open = this.#cutter.open
    if (!this.#part || !open) return []
    const ended = open.speech.slice(this.#part.speechBefore)
    const all = open.speakingSince === null ? ended : [...ended, { start: open.speakingSince, end: this.heard }]
    return all.map((range) => ({ start: range.start, end: Math.min(range.end, end) })).filter((r) => r.end > r.start)
  }

  append(samples: Float32Array): void {
    this.#cutter.append(samples)
  }

  /** A copy of audio since the open window's start. */
  samples(start: number, end: number): Float32Array {
    return this.#cutter.samples(start, end)
  }

  /** Hears one frame; null where there is none. */
  step(): CutterEvent[] | null {
    const step = this.#cutter.step()
    if (!step) return null
    if (step.window) return [this.#close(step.window), this.#cut(step.window.nextStart)]
    if (step.cut !== null) return [this.#cut(step.cut)]
    const { open } = this.#cutter
    return open ? this.#follow(open) : []
  }

  /** Ends what was said and cuts after all that was taken. */
  finish(): CutterEvent[] {
    const closed = [...this.#cutter.finish()].map((window) => this.#close(window))
    this.#cutter.restart()
    return [...closed, this.#cut(this.#cutter.end)]
  }

  #follow(open: OpenWindow): CutterEvent[] {
    const part = this.#part
    if (open.speakingSince !== null) {
      if (part?.phase === 'speaking') return []
      if (!part) return [this.#begin(open.speakingSince)]
      const audio = part.audio!
      // The detector is sure of speech late: a stop may turn out to have been shorter than it seemed.
      const pause = open.speakingSince - audio.speech.at(-1)!.end
      if (pause >= utterances.partPauseSamples && spanOf(audio) >= this.#rules.partSamplesMin) {
        this.#endPart(audio, open.speech.length)
        return [{ type: 'part', part: audio }, this.#begin(open.speakingSince)]
      }
      part.phase = 'speaking'
      return [{ type: 'resume' }]
    }
    const last = open.speech.at(-1)!
    if (open.speech.length === this.#speechDone) return []
    const events: CutterEvent[] = part ? [] : [this.#begin(last.start)]
    return [...events, ...this.#followPause(this.#part!, open.speech)]
  }

  #followPause(part: OpenPart, speech: readonly SampleRange[]): CutterEvent[] {
    const last = speech.at(-1)!
    const events: CutterEvent[] = []
    const known = part.audio ? part.speechBefore + part.audio.speech.length : 0
    if (part.phase !== 'speaking' && speech.length > known) {
      // It was too short to be seen while it went on.
      part.phase = 'speaking'
      events.push({ type: 'resume' })
    }
    if (part.phase === 'speaking') {
      part.phase = 'paused'
      const end = Math.min(last.end + utterances.tailSamples, this.heard)
      const samples = this.samples(part.start, end)
      part.audio = { start: part.start, end, speech: speech.slice(part.speechBefore), samples }
      events.push({ type: 'pause', part: part.audio })
    }
    if (part.phase === 'paused' && this.heard - last.end >= utterances.stopSamples) {
      part.phase = 'stopped'
      const audio = part.audio!
      const done = this.#rules.endsAtStop
      events.push({ type: 'stop', part: audio, done })
      if (done) this.#endPart(audio, speech.length)
    }
    return events
  }

  #endPart(audio: PartAudio, speechDone: number): void {
    this.#doneUntil = audio.end
    this.#speechDone = speechDone
    this.#cutter.settle(audio.end)
    this.#part = null
  }

  #begin(speechStart: number): CutterEvent {
    const open = this.#cutter.open!
    const start = Math.max(open.start, this.#doneUntil, speechStart - utterances.leadSamples)
    this.#part = { start, speechBefore: this.#speechDone, phase: 'speaking', audio: null }
    return { type: 'begin', start }
  }

  #close(window: SpeechWindow): CutterEvent {
    return { type: 'close', part: this.#lastPart(window) }
  }

  #lastPart(window: SpeechWindow): PartAudio | null {
    const part = this.#part
    const speech = window.speech.slice(part ? part.speechBefore : this.#speechDone)
    if (speech.length === 0) return null
    const isAsPaused = part?.audio && part.phase !== 'speaking' && speech.length === part.audio.speech.length
    // What a pause has announced is what is recognised, so that it need not be recognised twice.
    if (isAsPaused) return part.phase === 'stopped' ? null : part.audio
    const start = part?.start ?? Math.max(window.start, this.#doneUntil, speech[0]!.start - utterances.leadSamples)
    return { start, end: window.end, speech, samples: window.samples.slice(start - window.start) }
  }

  #cut(sample: number): CutterEvent {
    this.#part = null
    this.#doneUntil = 0
    this.#speechDone = 0
    this.#cutter.settle(0)
    return { type: 'cut', sample }
  }
}

function spanOf({ speech }: PartAudio): number {
  return speech.at(-1)!.end - speech[0]!.start
}
