import sherpa from 'sherpa-onnx-node'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { engineConfig } from '#domain/recognition/engine-config'
import { loadEngine } from '#domain/recognition/threads/sherpa-engine'
import { makeSileroDetector } from '#domain/recognition/threads/sherpa-vad'
import { WindowCutter } from '#domain/recognition/window-cutter'
import { VirtualClock } from './virtual-clock'

const BATCHES = [1, 4, 8]
const SECONDS = 60

/** Streams whose audio one core could decode in real time if each second were decoded once and nothing else were done. */
export function timeRawLive(model: InstalledModel, speech: Float32Array): number {
  if (model.entry.kind === 'offline') return timeOffline(model, speech)
  const capacities = BATCHES.map((batch) => timeStreaming(model, speech, batch))
  console.log(`  raw, by batch: ${BATCHES.map((batch, index) => `${batch}: ${capacities[index]!.toFixed(1)}`).join(', ')}`)
  return Math.max(...capacities)
}

function timeStreaming(model: InstalledModel, speech: Float32Array, batch: number): number {
  const recognizer = new sherpa.OnlineRecognizer(engineConfig(model, 'cpu', 'en'))
  const part = Math.floor((SECONDS * PCM_SAMPLE_RATE) / batch)
  const streams = Array.from({ length: batch }, (_, index) => {
    const stream = recognizer.createStream()
    stream.acceptWaveform({ samples: speech.slice(index * part, (index + 1) * part), sampleRate: PCM_SAMPLE_RATE })
    return stream
  })
  const clock = new VirtualClock()
  const startedAt = clock.now
  for (;;) {
    const ready = streams.filter((stream) => recognizer.isReady(stream))
    if (ready.length === 0) break
    recognizer.decodeStreams(ready)
  }
  return (SECONDS * 1000) / (clock.now - startedAt)
}

/** Share of a core that the speech detector takes for each stream, beside what `timeRawLive` measures. */
export function timeDetector(speech: Float32Array): number {
  const detector = makeSileroDetector(requireSileroVad())
  const clock = new VirtualClock()
  const startedAt = clock.now
  const end = Math.min(speech.length, SECONDS * PCM_SAMPLE_RATE)
  for (let at = 0; at + detector.frameSamples <= end; at += detector.frameSamples) {
    detector.accept(speech.slice(at, at + detector.frameSamples))
    detector.takeEnded()
  }
  return (clock.now - startedAt) / ((end * 1000) / PCM_SAMPLE_RATE)
}

/** In windows as recordings are cut, pauses and all: each second is decoded once. */
function timeOffline(model: InstalledModel, speech: Float32Array): number {
  const audio = speech.slice(0, SECONDS * PCM_SAMPLE_RATE)
  const cutter = new WindowCutter(makeSileroDetector(requireSileroVad()))
  const windows = [...cutter.push(audio), ...cutter.finish()]
  const cuts = [0, ...windows.slice(0, -1).map(({ nextStart }) => nextStart), audio.length]
  const engine = loadEngine(model, 'cpu', 'en')
  engine.recognize(audio.slice(0, PCM_SAMPLE_RATE))
  const clock = new VirtualClock()
  const startedAt = clock.now
  cuts.slice(1).forEach((end, index) => engine.recognize(audio.slice(cuts[index], end)))
  return (SECONDS * 1000) / (clock.now - startedAt)
}
