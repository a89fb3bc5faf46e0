import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { dependsOnLanguage, type Provider } from '#domain/recognition/engine-config'
import { makeSpeechLike } from '#domain/recognition/speech-like'
import type { LiveEngine, PartListener } from '../live-engine'
import { StreamingEngine } from './streaming-engine'
import { WindowEngine } from './window-engine'

/** What a fresh model is tried with. The first decode of any is slow; the best of those after it tells how fast it is. */
const TRIAL_SECONDS = 3
/** So much is enough for what is slow the first time. */
const WARM_UP_SECONDS = 1
/** Whatever else the machine does at that moment must not count against the model for as long as it is held. */
const TRIALS = 4

interface Held {
  modelId: string
  engine: LiveEngine
  users: number
  release: NodeJS.Timeout | undefined
}

/** The models of a thread, each loaded once, and let go when nobody has used it for a while. */
export class Engines {
  readonly #provider: Provider
  readonly #now: () => number
  readonly #onSpeed: (modelId: string, msPerSecond: number) => void
  readonly #held = new Map<string, Held>()

  constructor(provider: Provider, now: () => number, onSpeed: (modelId: string, msPerSecond: number) => void) {
    this.#provider = provider
    this.#now = now
    this.#onSpeed = onSpeed
  }

  get all(): LiveEngine[] {
    return [...this.#held.values()].map(({ engine }) => engine)
  }

  /** Loads the model unless it is here: hundreds of milliseconds. Throws what the engine throws. */
  take(model: InstalledModel, language: string | null): LiveEngine {
    const key = keyOf(model, language)
    const held = this.#held.get(key) ?? this.#hold(model, language)
    this.#held.set(key, held)
    clearTimeout(held.release)
    held.users++
    return held.engine
  }

  give(engine: LiveEngine): void {
    for (const [key, held] of this.#held) {
      if (held.engine !== engine || --held.users > 0) continue
      held.release = setTimeout(() => this.#held.delete(key), limits.modelIdleReleaseMs).unref()
    }
  }

  /** Milliseconds for a second of what people really say, of the models where that is known. */
  get speeds(): { modelId: string; msPerSecond: number }[] {
    return [...this.#held.values()].flatMap(({ modelId, engine }) => {
      const msPerSecond = engine.speed.msPerSecond
      return msPerSecond === null ? [] : [{ modelId, msPerSecond }]
    })
  }

  /** Tries a model again, if it is here and nobody waits for it. */
  measure(model: InstalledModel, language: string | null): void {
    const engine = this.#held.get(keyOf(model, language))?.engine
    if (engine && !engine.next(0)) this.#onSpeed(model.entry.id, this.#timeTrial(engine))
  }

  /** It has failed: nobody gets it any more. */
  drop(engine: LiveEngine): void {
    for (const [key, held] of this.#held) if (held.engine === engine) this.#held.delete(key)
  }

  #hold(model: InstalledModel, language: string | null): Held {
    return { modelId: model.entry.id, engine: this.#load(model, language), users: 0, release: undefined }
  }

  #load(model: InstalledModel, language: string | null): LiveEngine {
    const Engine = model.entry.kind === 'streaming' ? StreamingEngine : WindowEngine
    const engine = new Engine(model, this.#provider, language, this.#now)
    // Nobody who speaks shall wait for what is slow the first time.
    for (const size of engine.batchSizes) tryOut(engine, size, WARM_UP_SECONDS)
    const times = Array.from({ length: TRIALS }, () => this.#timeTrial(engine))
    this.#onSpeed(model.entry.id, Math.min(...times))
    engine.speed.forget()
    return engine
  }

  /** Milliseconds for a second of speech. */
  #timeTrial(engine: LiveEngine): number {
    const startedAt = this.#now()
    tryOut(engine)
    return (this.#now() - startedAt) / TRIAL_SECONDS
  }
}

function keyOf(model: InstalledModel, language: string | null): string {
  return dependsOnLanguage(model) ? `${model.entry.id} ${language}` : model.entry.id
}

/** Recognises a few seconds, in batches of so many. */
export function tryOut(engine: LiveEngine, count = 1, seconds = TRIAL_SECONDS): void {
  const samples = makeSpeechLike(seconds)
  const end = samples.length
  const listener: PartListener = { samples: (from, to) => samples.slice(from, to), onGuess() {} }
  const parts = Array.from({ length: count }, () => engine.begin(0, listener))
  const audio = { start: 0, end, speech: [{ start: 0, end: end - PCM_SAMPLE_RATE / 10 }], samples }
  for (const part of parts) part.settle(audio, () => {})
  for (let work = engine.next(0); work; work = engine.next(0)) work.run()
  for (const part of parts) part.close()
}
