import { accessSync, constants } from 'node:fs'
import sherpa from 'sherpa-onnx-node'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { Provider } from '../engine-config'
import type { SampleRange, SpeechDetector } from '../window-cutter'
import { windowing } from '../windowing'

const FRAME_SAMPLES = 512
/** More than any window: the cutter resets the detector long before. */
const BUFFER_SECONDS = 60

/** Silero v5 as a SpeechDetector. Loading the model takes tens of milliseconds; keep the detector and reset it. */
export function makeSileroDetector(modelPath: string, provider: Provider = 'cpu'): SpeechDetector {
  // The engine takes a missing model for one that never hears speech.
  accessSync(modelPath, constants.R_OK)
  const vad = new sherpa.Vad(
    {
      sileroVad: {
        model: modelPath,
        threshold: windowing.speechThreshold,
        minSilenceDuration: windowing.silenceSecondsMin,
        minSpeechDuration: windowing.speechSecondsMin,
        windowSize: FRAME_SAMPLES,
        // The cutter decides where long speech is cut.
        maxSpeechDuration: 10_000,
      },
      sampleRate: PCM_SAMPLE_RATE,
      numThreads: 1,
      provider,
    },
    BUFFER_SECONDS,
  )
  return {
    frameSamples: FRAME_SAMPLES,
    accept: (frame) => vad.acceptWaveform(frame),
    takeEnded() {
      const ended: SampleRange[] = []
      while (!vad.isEmpty()) {
        const { start, samples } = vad.front(false)
        ended.push({ start, end: start + samples.length })
        vad.pop()
      }
      return ended
    },
    isSpeaking: () => vad.isDetected(),
    flush: () => vad.flush(),
    reset() {
      vad.reset()
      while (!vad.isEmpty()) vad.pop()
    },
  }
}
