import { parentPort, workerData } from 'node:worker_threads'
import type { SpeechDetector } from '#domain/recognition/window-cutter'
import { makeSileroDetector } from '#domain/recognition/threads/sherpa-vad'
import type { LiveEngine } from '../live-engine'
import type { LiveThreadData, ThreadReply, ThreadRequest } from '../live-messages'
import type { LiveEvent } from '../live-recognizer'
import { LiveTrack } from '../live-track'
import { WorkMeter } from '../work-meter'
import { Engines } from './engines'

/**
 * Entry of a live recognizer thread. It does a little at a time, the most urgent first, and takes messages in between:
 * audio keeps arriving while it is recognised.
 */
const port = parentPort!
const { provider, vadModelPath } = workerData as LiveThreadData

/** Frames that a stream may hear before it is another's turn: a second of audio, some milliseconds of work. */
const FRAMES_PER_TURN = 32
const SPARE_DETECTORS_MAX = 16
const REPORT_MS = 250
const LOAD_SPAN_MS = 2000

interface Held {
  track: LiveTrack
  engine: LiveEngine
  detector: SpeechDetector
  told: number
}

const streams = new Map<number, Held>()
/** A detector that is reset is as good as new, and loading one takes as long as seconds of audio. */
const spare: SpeechDetector[] = []
const meter = new WorkMeter(LOAD_SPAN_MS)
let replies: ThreadReply[] = []
let isScheduled = false
let span = { since: performance.now(), busyMs: 0, neededMs: 0 }

const engines = new Engines(provider, (modelId, msPerSecond) => {
  replies.push({ type: 'speed', modelId, msPerSecond })
})

port.on('message', (requests: ThreadRequest[]) => {
  measured(1, () => requests.forEach(take))
  schedule()
})
setInterval(report, REPORT_MS)

function take(request: ThreadRequest): void {
  if (request.type === 'warm') {
    try {
      engines.give(engines.take(request.model, request.language))
    } catch {
      // Whoever opens a stream with this model is told.
    }
    return
  }
  if (request.type === 'open') return open(request)
  const held = streams.get(request.stream)
  // It may have broken while the message was on its way.
  if (!held) return
  if (request.type === 'audio') held.track.push(request.samples)
  else if (request.type === 'close') close(request.stream, held)
  else {
    const { stream, ticket } = request
    held.track.finalize(() => {
      tellHeard(stream, held)
      replies.push({ type: 'finalized', stream, ticket })
    })
  }
}

function open({ stream, model, language, startSample, firstSegmentId }: ThreadRequest & { type: 'open' }): void {
  try {
    const engine = engines.take(model, language)
    const detector = spare.pop() ?? makeSileroDetector(vadModelPath)
    const tell = (event: LiveEvent) => void replies.push({ type: 'event', stream, event })
    const track = new LiveTrack({ engine, detector, startSample, firstSegmentId, tell })
    streams.set(stream, { track, engine, detector, told: startSample })
  } catch (error) {
    replies.push({ type: 'event', stream, event: { type: 'broken', message: String(error) } })
  }
}

function close(stream: number, held: Held): void {
  held.track.close()
  engines.give(held.engine)
  if (spare.length < SPARE_DETECTORS_MAX) spare.push(held.detector)
  streams.delete(stream)
}

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  setImmediate(turn)
}

function turn(): void {
  isScheduled = false
  const goesOn = [measured(1, listenToAll), doMostUrgent()].some(Boolean)
  for (const [stream, held] of streams) if (held.track.caughtUp > held.told) tellHeard(stream, held)
  if (replies.length > 0) port.postMessage(replies)
  replies = []
  if (goesOn) schedule()
}

function listenToAll(): boolean {
  let goesOn = false
  for (const [stream, held] of streams) {
    try {
      if (held.track.listen(FRAMES_PER_TURN)) goesOn = true
    } catch (error) {
      breakStream(stream, held, error)
    }
  }
  return goesOn
}

function doMostUrgent(): boolean {
  const offers = engines.all.flatMap((engine) => {
    const work = engine.next(meter.busy)
    return work ? [{ engine, work }] : []
  })
  const [best] = offers.sort((a, b) => a.work.urgency - b.work.urgency || a.work.since - b.work.since)
  if (!best) return false
  try {
    measured(best.work.needed, best.work.run)
  } catch (error) {
    engines.drop(best.engine)
    for (const [stream, held] of streams) if (held.engine === best.engine) breakStream(stream, held, error)
  }
  return true
}

function breakStream(stream: number, held: Held, error: unknown): void {
  close(stream, held)
  replies.push({ type: 'event', stream, event: { type: 'broken', message: String(error) } })
}

function tellHeard(stream: number, held: Held): void {
  held.told = held.track.caughtUp
  replies.push({ type: 'heard', stream, sample: held.told })
}

function measured<Result>(needed: number, work: () => Result): Result {
  const startedAt = performance.now()
  try {
    return work()
  } finally {
    const ms = performance.now() - startedAt
    span.busyMs += ms
    span.neededMs += ms * needed
  }
}

function report(): void {
  const now = performance.now()
  const work = { spanMs: now - span.since, busyMs: span.busyMs, neededMs: span.neededMs }
  span = { since: now, busyMs: 0, neededMs: 0 }
  meter.add(work)
  if (streams.size > 0) port.postMessage([{ type: 'work', ...work }] satisfies ThreadReply[])
}
