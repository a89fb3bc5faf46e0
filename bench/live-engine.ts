import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { installMoonshineTiny, requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { sharedStreamingModel } from '#tests/speech/live-models'
import { toInt16 } from '#tests/speech/speak'
import type { ThreadReply } from '../server/recognizer/live-messages'
import { LiveLoop } from '../server/recognizer/threads/live-loop'
import { timeRawLive } from './raw-live'
import { denseSpeech, naturalSpeech } from './speech'
import { VirtualClock } from './virtual-clock'

/**
 * How many streams one recognizer thread keeps up with, against the raw capacity of the model on the same processor.
 * Time is the processor time that this process takes, so what else the machine does leaves the figures alone: audio
 * arrives by that clock, in pieces of 100 ms, each stream at a place of its own.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    models: { type: 'string', default: 'streaming,built-in' },
    /** Tries this many instead of looking for the most. */
    streams: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const CHUNK_MS = 100
const CHUNK = (CHUNK_MS * PCM_SAMPLE_RATE) / 1000
/** What happens while the first streams open is not counted. */
const WARM_UP_SECONDS = 8

interface Outcome {
  p95LagMs: number
  /** Longest speech without a new text, p95 over partials. */
  p95PartialGapMs: number
  busy: number
}

const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
try {
  const speeches = { 'all speech': await denseSpeech(), 'natural pauses': await naturalSpeech() }
  for (const name of values.models.split(',')) {
    const model = name === 'streaming' ? sharedStreamingModel() : await installMoonshineTiny(path.join(dir, 'cache'))
    const target = name === 'streaming' ? 0.8 : 0.3
    for (const [kind, speech] of Object.entries(speeches)) compare(model, kind, speech, target)
  }
} finally {
  await rm(dir, { recursive: true, force: true })
}

function compare(model: InstalledModel, kind: string, speech: Float32Array, target: number): void {
  if (values.streams) return console.log(kind, simulate(model, speech, Number(values.streams)))
  const raw = timeRawLive(model, speech)
  let [keptUp, tooMany] = [0, Math.ceil(raw * 1.6)]
  let best: Outcome | null = null
  for (let count = Math.ceil(raw * target); tooMany - keptUp > 1; count = Math.floor((keptUp + tooMany) / 2)) {
    const outcome = simulate(model, speech, count)
    const isKept = outcome.p95LagMs <= 300
    console.log(`  ${count} streams: ${JSON.stringify(outcome)}`)
    if (isKept) [keptUp, best] = [count, outcome]
    else tooMany = count
  }
  console.log(
    `${model.entry.id}, ${kind}: ${keptUp} streams, ratio ${(keptUp / raw).toFixed(2)} (target ${target}) of raw ` +
      `${raw.toFixed(1)}; ${JSON.stringify(best)}`,
  )
}

function simulate(model: InstalledModel, speech: Float32Array, count: number): Outcome {
  const clock = new VirtualClock()
  const lags: number[] = []
  const gaps: number[] = []
  const told: number[] = []
  const loop = new LiveLoop({
    provider: 'cpu',
    vadModelPath: requireSileroVad(),
    now: () => clock.now,
    post: (replies) => replies.forEach(note),
  })
  const samples = toInt16(speech)
  const starts = Array.from({ length: count }, (_, index) => Math.floor((samples.length * index) / count))
  loop.take(
    starts.map((_, stream) => ({ type: 'open', stream, model, language: 'en', startSample: 0, firstSegmentId: 0 })),
  )
  const zero = clock.now
  // Streams do not speak in step.
  const phaseMs = (stream: number) => (stream * CHUNK_MS) / count
  const arrivalOf = (stream: number, sample: number) =>
    zero + phaseMs(stream) + Math.ceil(sample / CHUNK) * CHUNK_MS
  const busyBefore = clock.busyMs
  const sent = starts.map(() => 0)
  const endAt = zero + seconds * 1000
  while (clock.now < endAt) {
    let next = Infinity
    starts.forEach((start, stream) => {
      for (;;) {
        const at = arrivalOf(stream, (sent[stream]! + 1) * CHUNK)
        if (at > clock.now) {
          next = Math.min(next, at)
          break
        }
        const from = (start + sent[stream]! * CHUNK) % (samples.length - CHUNK)
        loop.take([{ type: 'audio', stream, samples: samples.slice(from, from + CHUNK) }])
        sent[stream]! += 1
      }
    })
    if (!loop.turn()) clock.skipTo(next)
  }
  return {
    p95LagMs: Math.round(quantile(lags, 0.95)),
    p95PartialGapMs: Math.round(quantile(gaps, 0.95)),
    busy: Math.round(((clock.busyMs - busyBefore) / (clock.now - zero)) * 100) / 100,
  }

  function note(reply: ThreadReply): void {
    const isCounted = clock.now - zero >= WARM_UP_SECONDS * 1000
    if (reply.type === 'heard' && isCounted) lags.push(clock.now - arrivalOf(reply.stream, reply.sample))
    if (reply.type !== 'event') return
    const { event, stream } = reply
    const isText = event.type === 'partial' || event.type === 'final'
    if (!isText && !(event.type === 'speaking' && event.isSpeaking)) return
    const isNew = event.type === 'partial' || (event.type === 'final' && !event.committed)
    if (isNew && isCounted && told[stream] !== undefined) gaps.push(clock.now - told[stream])
    told[stream] = clock.now
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
