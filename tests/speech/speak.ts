import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { LiveEvent, LiveRecognizer, LiveSegment } from '../../server/recognizer/live-recognizer'

export interface Speech {
  samples: Int16Array
  model: InstalledModel
  startSample?: number
  firstSegmentId?: number
  /** Lengths of the chunks in which it comes; 0 gives the recognizer a moment. Default: 100 ms each. */
  chunks?: () => number
  /** Finishes once after so many samples, too. */
  finalizeAt?: number
}

export type Final = Extract<LiveEvent, { type: 'final' }>
export type Partial = Extract<LiveEvent, { type: 'partial' }>
export type Cut = Extract<LiveEvent, { type: 'cut' }>

/** 16-bit samples, as a browser sends them. */
export function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))))
}

/** Says it all to a stream of its own, finishes, and gives what the stream told. */
export async function speak(recognizer: LiveRecognizer, speech: Speech): Promise<LiveEvent[]> {
  const { samples, model, startSample = 0, firstSegmentId = 0, chunks = () => 1600 } = speech
  const events: LiveEvent[] = []
  const stream = recognizer.open(
    { model, language: 'en', startSample, firstSegmentId, onEvent: (event) => events.push(event) },
    { admit: true },
  )
  let finalizeAt = speech.finalizeAt ?? Infinity
  try {
    for (let at = startSample; at < samples.length; ) {
      const length = chunks()
      if (length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      const end = Math.min(at + length, samples.length, at < finalizeAt ? finalizeAt : Infinity)
      stream.push(samples.slice(at, end))
      at = end
      if (at < finalizeAt) continue
      await stream.finalize()
      finalizeAt = Infinity
    }
    await stream.finalize()
  } finally {
    stream.close()
  }
  return events
}

export const finalsOf = (events: readonly LiveEvent[]): Final[] => events.filter((event) => event.type === 'final')
export const cutsOf = (events: readonly LiveEvent[]): Cut[] => events.filter((event) => event.type === 'cut')

/** The segments that are settled, in order. */
export function committedOf(events: readonly LiveEvent[]): LiveSegment[] {
  return finalsOf(events).flatMap(({ committed, segment }) => (committed ? [segment] : []))
}

/** What lasts: the settled segments and the cuts, as they came. */
export function lastingOf(events: readonly LiveEvent[]): LiveEvent[] {
  return events.filter((event) => event.type === 'cut' || (event.type === 'final' && event.committed))
}

export const textOf = (events: readonly LiveEvent[]): string =>
  committedOf(events)
    .map(({ text }) => text)
    .join(' ')
