import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { TranscriptSegment } from '#domain/transcripts/transcript'
import type { RecognizerPool } from './recognizer-pool.server'
import { skipSamples } from './skip-samples'
import type { SpeechWindow } from './window-cutter'
import { windowSegments } from './window-segments'

export interface TranscribeOptions {
  /** 16 kHz mono from the recording's start, whatever is resumed; the chunks are given away. */
  pcm: AsyncIterable<Float32Array>
  pool: RecognizerPool
  model: InstalledModel
  /** BCP 47; null leaves it to the model. */
  language: string | null
  /** Where an earlier run stopped: the `idx + 1` and `nextStartSample` of its last window. */
  resume?: { nextIdx: number; startSample: number }
  signal?: AbortSignal
  /** Called with the audio that is done with, in milliseconds from the recording's start; never goes back. */
  onProgress?(doneMs: number): void
}

/** One finished window. Windows come in order; together they are the transcript. */
export interface WindowResult {
  idx: number
  /** Milliseconds from the recording's start. */
  startMs: number
  endMs: number
  /** Resuming from here gives the same windows as going on. */
  nextStartSample: number
  segments: TranscriptSegment[]
  /** What the model heard, where it tells. */
  language: string | null
}

/** Windows in flight beyond one per thread, so that no thread waits for the next one to be cut. */
const LOOK_AHEAD = 2

/**
 * Recognises a recording window by window, several at once. Memory is bounded by the windows in flight, whatever the
 * length. Throws what `pcm` and the pool throw, and the reason of an aborted signal.
 */
export async function* transcribePcm(options: TranscribeOptions): AsyncGenerator<WindowResult, void, undefined> {
  const { pool, signal } = options
  const { nextIdx: firstIdx, startSample } = options.resume ?? { nextIdx: 0, startSample: 0 }
  // What is in flight ends with this run, also when the caller leaves it early.
  const ending = new AbortController()
  const inner = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
  const inFlight: { result: Promise<WindowResult>; settled: boolean }[] = []
  const inFlightMax = Math.min(pool.threads + LOOK_AHEAD, limits.recognizerQueueWindowsMax)
  const windows = pool.openWindows(startSample)
  let heard = startSample
  let idx = firstIdx
  let reported = 0

  // A cut lies a little before the sample at which it is decided; progress must not step back.
  const report = (samples: number): void => {
    reported = Math.max(reported, samples)
    options.onProgress?.(toMs(reported))
  }
  const start = (window: SpeechWindow): void => {
    const result = recognizeWindow(options, idx++, window, inner)
    const entry = { result, settled: false }
    const settle = () => {
      entry.settled = true
    }
    result.then(settle, settle)
    inFlight.push(entry)
  }
  const next = async (): Promise<WindowResult> => {
    const result = await inFlight.shift()!.result
    report(result.nextStartSample)
    return result
  }

  try {
    for await (const chunk of skipSamples(options.pcm, startSample)) {
      signal?.throwIfAborted()
      heard += chunk.length
      for (const window of await windows.push(chunk)) {
        start(window)
        while (inFlight.length >= inFlightMax) yield await next()
      }
      while (inFlight[0]?.settled) yield await next()
      if (inFlight.length === 0) report(heard)
    }
    for (const window of await windows.finish()) start(window)
    while (inFlight.length > 0) yield await next()
    signal?.throwIfAborted()
    report(heard)
  } finally {
    windows.close()
    ending.abort(new Error('The run has ended.'))
  }
}

async function recognizeWindow(
  { pool, model, language }: TranscribeOptions,
  idx: number,
  window: SpeechWindow,
  signal: AbortSignal,
): Promise<WindowResult> {
  const raw = await pool.recognize({ samples: window.samples, model, language }, { signal })
  return {
    idx,
    startMs: toMs(window.start),
    endMs: toMs(window.end),
    nextStartSample: window.nextStart,
    segments: windowSegments(window, raw),
    language: raw.language,
  }
}

function toMs(samples: number): number {
  return Math.round((samples * 1000) / PCM_SAMPLE_RATE)
}
