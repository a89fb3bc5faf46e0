import type { components } from './api-types'
import { readEvents } from './read-events'
import { StenoProblem, type Problem } from './steno-problem'

type RecordingWithSteps = components['schemas']['RecordingWithSteps']

/** What becomes of a recording: how it stands now, or that it is gone. */
export type RecordingEvent =
  | { event: 'recording'; data: RecordingWithSteps }
  | { event: 'deleted'; data: { id: string } }

const REOPEN_MS_MIN = 500
const REOPEN_MS_MAX = 15_000

/**
 * Events of a recording until nothing more is to come. A stream that breaks off is opened again after a pause, and begins
 * with how the recording stands then, so that nothing is missed. Throws what `open` and `wait` throw.
 */
export async function* followEvents(
  open: () => Promise<Response>, wait: (ms: number) => Promise<void>,
): AsyncGenerator<RecordingEvent, void, void> {
  for (let shortStreams = 0; ; shortStreams++) {
    let told = 0
    try {
      for await (const { event, data } of readEvents(await open())) {
        if (event === 'error') throw new StenoProblem((data as Problem).status, data as Problem)
        if (event !== 'recording' && event !== 'deleted') continue
        const next = { event, data } as RecordingEvent
        told++
        yield next
        if (isLast(next)) return
      }
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    // The first event says how it stands; with a second one something has gone on.
    if (told > 1) shortStreams = 0
    await wait(Math.min(REOPEN_MS_MIN * 2 ** shortStreams, REOPEN_MS_MAX))
  }
}

/** A connection that breaks while it is read is a TypeError of fetch’s. What cannot be opened is thrown as it is. */
function isPassing(error: unknown): boolean {
  return error instanceof StenoProblem ? error.problem?.retryable === true : error instanceof TypeError
}

/** The same as Steno goes by when it ends a stream for good, which cannot be told from one that breaks off. */
function isLast(told: RecordingEvent): boolean {
  if (told.event === 'deleted') return true
  const { status, steps } = told.data
  if (status === 'failed' || status === 'cancelled') return true
  return status === 'done' && steps.length > 0 && steps.every((step) => ['done', 'failed', 'skipped'].includes(step.status))
}
