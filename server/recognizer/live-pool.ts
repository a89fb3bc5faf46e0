import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Provider } from '#domain/recognition/engine-config'
import { hasRoom, spokenFor } from './admission'
import type { LiveRecognizer, LiveStream, LiveStreamOptions } from './live-recognizer'
import { PoolThread } from './pool-thread'

export interface LivePoolOptions {
  provider: Provider
  /** Absolute path of the Silero model. */
  vadModelPath: string
  /** How many threads recognise; on a graphics card it is always one. */
  threads: number
  /** Loaded before anyone speaks. */
  warm?: readonly { model: InstalledModel; language: string | null }[]
  /** Told of every decode, how many streams it took together. */
  onBatch?(streams: number): void
  /** Told when a thread dies; another takes its place with the next stream. */
  onThreadDeath?(reason: Error): void
}

/** What a stream is taken to cost, as a share of a thread, while its model's speed is not known. */
const COST_UNKNOWN = 0.15
/** Who is refused by a thread that works less than this is refused for what a trial said of its model, which may be wrong. */
const BUSY_MIN = 0.5
/** A trial takes a thread's time. */
const MEASURE_EVERY_MS = 5_000
/**
 * What a talker costs for each second's decode. A streaming model decodes each second once; an offline model guesses as the utterance
 * grows: with eight who speak without a pause, 2.2 seconds are decoded for each that is spoken.
 */
const COST_FACTOR = { streaming: 1, offline: 2.2 } as const

/** Recognizer threads for live streams. Each stays with its thread; threads start when needed and end when idle. */
export function makeLiveRecognizer(options: LivePoolOptions): LiveRecognizer {
  const slots: (PoolThread | null)[] = Array.from({ length: options.provider === 'cuda' ? 1 : options.threads }, () => null)
  const tried = new Map<string, number>()
  const known = new Map<string, number>()
  let idle: NodeJS.Timeout | undefined
  let closed = false
  let measuredAt = -Infinity

  function start(slot: number): PoolThread {
    const thread: PoolThread = new PoolThread({
      provider: options.provider,
      vadModelPath: options.vadModelPath,
      onBatch: options.onBatch,
      onSpeed(modelId, msPerSecond, isTrial) {
        // What else the machine had to do in a trial says nothing about the model.
        if (isTrial) tried.set(modelId, Math.min(msPerSecond, tried.get(modelId) ?? Infinity))
        else known.set(modelId, msPerSecond)
      },
      onEnd(reason) {
        if (slots[slot] === thread) slots[slot] = null
        if (reason) options.onThreadDeath?.(reason)
      },
    })
    slots[slot] = thread
    return thread
  }

  function costOf(model: InstalledModel): number {
    const msPerSecond = known.get(model.entry.id) ?? tried.get(model.entry.id)
    if (msPerSecond === undefined) return COST_UNKNOWN
    return (msPerSecond / 1000) * COST_FACTOR[model.entry.kind]
  }

  function measureAgain(thread: PoolThread, { model, language }: LiveStreamOptions): void {
    if (thread.busy >= BUSY_MIN || performance.now() - measuredAt < MEASURE_EVERY_MS) return
    measuredAt = performance.now()
    thread.measure(model, language)
  }

  function leastLoaded(cost: number): number {
    const taken = slots.map((thread) => (thread ? spokenFor(thread.load, cost) + thread.streams * 1e-6 : 0))
    return taken.indexOf(Math.min(...taken))
  }

  function retireWhenIdle(): void {
    clearTimeout(idle)
    if (threads().some(({ streams }) => streams > 0)) return
    // A thread's end frees its models' memory at once.
    idle = setTimeout(() => void closeThreads(), limits.modelIdleReleaseMs).unref()
  }

  async function closeThreads(): Promise<void> {
    const closing = threads()
    slots.fill(null)
    // They may have been busy with other things; threads to come find out anew.
    known.clear()
    await Promise.all(closing.map((thread) => thread.close()))
  }

  const threads = () => slots.filter((thread) => thread !== null)
  for (const { model, language } of options.warm ?? []) {
    slots.forEach((thread, slot) => (thread ?? start(slot)).warm(model, language))
  }

  return {
    open(stream: LiveStreamOptions, { admit } = { admit: false }): LiveStream {
      if (closed) throw new AppError('unavailable', 'Recognition is shutting down.')
      const cost = costOf(stream.model)
      const slot = leastLoaded(cost)
      const thread = slots[slot] ?? start(slot)
      if (!admit && !hasRoom(thread.load, cost)) {
        measureAgain(thread, stream)
        throw new AppError('live_busy', 'All recognizers are busy. Please try again in a moment.')
      }
      clearTimeout(idle)
      const opened = thread.open(stream)
      return {
        push: (samples) => opened.push(samples),
        finalize: () => opened.finalize(),
        get backlogMs() {
          return opened.backlogMs
        },
        close() {
          opened.close()
          retireWhenIdle()
        },
      }
    },
    get load() {
      return {
        streams: threads().reduce((sum, { streams }) => sum + streams, 0),
        busy: Math.max(0, ...threads().map(({ busy }) => busy)),
        lagMs: Math.max(0, ...threads().map(({ lagMs }) => lagMs)),
      }
    },
    provider: options.provider,
    async close() {
      closed = true
      clearTimeout(idle)
      await closeThreads()
    },
  }
}
