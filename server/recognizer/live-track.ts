import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { RawResult } from '#domain/recognition/thread-messages'
import type { SpeechDetector } from '#domain/recognition/window-cutter'
import type { LiveEngine, LivePart } from './live-engine'
import type { LiveEvent } from './live-recognizer'
import { partText } from './segment-text'
import { Utterance } from './utterance'
import { UtteranceCutter, type CutterEvent, type PartAudio } from './utterance-cutter'

export interface TrackOptions {
  engine: LiveEngine
  detector: SpeechDetector
  startSample: number
  firstSegmentId: number
  tell(event: LiveEvent): void
}

/** A backlog stays as small as it came, and is turned into floats little by little. */
const BITE_SAMPLES = PCM_SAMPLE_RATE

type Inbox = { samples: Int16Array } | { finalized: () => void }
type Finished = { type: 'finished'; told: () => void }

/**
 * One stream on a recognizer thread: hears its audio frame by frame, has the parts of its utterances recognised, and
 * tells the segments. It goes on only when a text that it needs is there, so what it tells is in order.
 */
export class LiveTrack {
  readonly #engine: LiveEngine
  readonly #cutter: UtteranceCutter
  readonly #utterance: Utterance
  readonly #tell: (event: LiveEvent) => void
  readonly #inbox: Inbox[] = []
  /** What was heard and is not dealt with. */
  readonly #pending: (CutterEvent | Finished)[] = []
  #part: LivePart | null = null
  #partStart = 0
  #waiting = false
  #isSpeaking = false

  constructor({ engine, detector, startSample, firstSegmentId, tell }: TrackOptions) {
    this.#engine = engine
    this.#tell = tell
    this.#cutter = new UtteranceCutter(detector, startSample, engine.rules)
    this.#utterance = new Utterance(firstSegmentId, tell)
  }

  /** Up to which sample nothing waits to be heard or recognised. */
  get caughtUp(): number {
    return Math.min(this.#cutter.heard, this.#part?.caughtUp ?? Infinity)
  }

  push(samples: Int16Array): void {
    this.#inbox.push({ samples })
  }

  /** Ends what was said in all that was pushed, and cuts there. */
  finalize(finalized: () => void): void {
    this.#inbox.push({ finalized })
  }

  /** Hears at most so many frames; true where it could go on at once. */
  listen(framesMax: number): boolean {
    for (let frames = 0; frames < framesMax; frames++) {
      this.#deal()
      if (this.#waiting) return false
      const events = this.#cutter.step()
      if (!events) {
        if (!this.#takeInbox()) return false
        continue
      }
      this.#pending.push(...events)
      this.#deal()
      const { partEnd } = this.#cutter
      if (partEnd !== null) this.#part?.grow(partEnd)
    }
    return !this.#waiting
  }

  close(): void {
    this.#leavePart()
    this.#inbox.length = 0
    this.#pending.length = 0
  }

  #takeInbox(): boolean {
    const next = this.#inbox.shift()
    if (!next) return false
    if ('samples' in next) {
      this.#cutter.append(floatSamples(next.samples.subarray(0, BITE_SAMPLES)))
      const rest = next.samples.subarray(BITE_SAMPLES)
      if (rest.length > 0) this.#inbox.unshift({ samples: rest })
    } else {
      this.#pending.push(...this.#cutter.finish(), { type: 'finished', told: next.finalized })
    }
    return true
  }

  #deal(): void {
    while (!this.#waiting && this.#pending.length > 0) this.#handle(this.#pending.shift()!)
  }

  #handle(event: CutterEvent | Finished): void {
    switch (event.type) {
      case 'begin':
        this.#speaking(true, event.start)
        return this.#begin(event.start)
      case 'pause':
        return this.#part!.prepare(event.part)
      case 'resume':
        this.#speaking(true, this.#cutter.heard)
        return this.#part!.resume()
      case 'part':
        return this.#settle(event.part, (raw) => {
          this.#utterance.settle(partText(event.part, raw), true)
          this.#leavePart()
        })
      case 'stop':
        return this.#settle(event.part, (raw) => {
          this.#speaking(false, event.part.speech.at(-1)!.end)
          this.#utterance.settle(partText(event.part, raw), event.done)
          this.#utterance.final(false)
          if (event.done) this.#leavePart()
        })
      case 'close':
        if (!event.part) return this.#commit()
        if (!this.#part) this.#begin(event.part.start)
        return this.#settle(event.part, (raw) => {
          this.#utterance.settle(partText(event.part!, raw), true)
          this.#commit()
        })
      case 'cut':
        return this.#tell({ type: 'cut', sample: event.sample, nextSegmentId: this.#utterance.nextId })
      case 'finished':
        return event.told()
    }
  }

  #begin(start: number): void {
    this.#partStart = start
    this.#part = this.#engine.begin(start, {
      samples: (from, to) => this.#cutter.samples(from, to),
      onGuess: (raw, end) => this.#guess(raw, end),
    })
  }

  #guess(raw: RawResult, end: number): void {
    const speech = this.#cutter.partSpeech(end)
    if (speech.length === 0) return
    const text = partText({ start: this.#partStart, end, speech }, raw)
    if (text) this.#utterance.guess(text, this.#engine.onlyGrows)
  }

  #settle(audio: PartAudio, done: (raw: RawResult) => void): void {
    const part = this.#part!
    this.#waiting = true
    part.settle(audio, (raw) => {
      if (part !== this.#part) return
      this.#waiting = false
      done(raw)
    })
  }

  #commit(): void {
    this.#leavePart()
    this.#speaking(false, this.#cutter.heard)
    this.#utterance.final(true)
  }

  #speaking(isSpeaking: boolean, sample: number): void {
    if (isSpeaking !== this.#isSpeaking) this.#tell({ type: 'speaking', isSpeaking, sample })
    this.#isSpeaking = isSpeaking
  }

  #leavePart(): void {
    this.#part?.close()
    this.#part = null
  }
}

function floatSamples(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length)
  for (let i = 0; i < samples.length; i++) floats[i] = samples[i]! / 32_768
  return floats
}
