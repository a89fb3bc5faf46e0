import sherpa, { type RecognitionResult, type Stream } from 'sherpa-onnx-node'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { engineConfig, type Provider } from '../engine-config'
import type { RawResult } from '../thread-messages'

/** A loaded model. Everything is synchronous and belongs on a recognizer thread. */
export interface LoadedEngine {
  recognize(samples: Float32Array): RawResult
}

/** Without silence after the speech, CTC and transducer models swallow the last word. */
const TAIL_SECONDS = 0.5
/** A streaming model looks ahead; it needs to hear more than that. */
const STREAMING_TAIL_SECONDS = 1.6

/** Seconds of silence that must follow the speech before a streaming model has said all of it. */
export function streamingTailSeconds({ entry: { engine } }: InstalledModel): number {
  return (engine.type === 'onlineTransducer' && engine.tailSeconds) || STREAMING_TAIL_SECONDS
}

/** Loads a model: hundreds of milliseconds. Throws the engine's error when a file is not what it should be. */
export function loadEngine(model: InstalledModel, provider: Provider, language: string | null): LoadedEngine {
  const config = engineConfig(model, provider, language)
  return model.entry.kind === 'streaming' ? loadOnline(model, config) : loadOffline(model, config)
}

function loadOffline(model: InstalledModel, config: object): LoadedEngine {
  const recognizer = new sherpa.OfflineRecognizer(config)
  const hasFrames = model.entry.engine.type === 'nemoCtc' || model.entry.engine.type === 'transducer'
  return {
    recognize(samples) {
      const stream = recognizer.createStream()
      accept(stream, hasFrames ? withTail(samples, TAIL_SECONDS) : samples)
      recognizer.decode(stream)
      return toRawResult(recognizer.getResult(stream))
    },
  }
}

function loadOnline(model: InstalledModel, config: object): LoadedEngine {
  const recognizer = new sherpa.OnlineRecognizer(config)
  const tailSeconds = streamingTailSeconds(model)
  return {
    recognize(samples) {
      const stream = recognizer.createStream()
      accept(stream, withTail(samples, tailSeconds))
      stream.inputFinished()
      while (recognizer.isReady(stream)) recognizer.decode(stream)
      return toRawResult(recognizer.getResult(stream))
    },
  }
}

/** Loads a Whisper model as a judge of languages; the function gives the base tag of the one it hears. */
export function loadLanguageJudge(model: InstalledModel, provider: Provider): (samples: Float32Array) => string | null {
  const { engine } = model.entry
  if (engine.type !== 'whisper') throw new Error(`${model.entry.id} cannot tell languages`)
  const whisper = { encoder: model.paths[engine.encoder]!, decoder: model.paths[engine.decoder]!, tailPaddings: -1 }
  const judge = new sherpa.SpokenLanguageIdentification({ whisper, numThreads: 1, provider })
  return (samples) => {
    const stream = judge.createStream()
    accept(stream, samples)
    return judge.compute(stream) || null
  }
}

function accept(stream: Stream, samples: Float32Array): void {
  stream.acceptWaveform({ samples, sampleRate: PCM_SAMPLE_RATE })
}

/** The samples with silence after them. */
export function withTail(samples: Float32Array, seconds: number): Float32Array {
  const padded = new Float32Array(samples.length + Math.round(seconds * PCM_SAMPLE_RATE))
  padded.set(samples)
  return padded
}

/** The engine's result in the terms of this house. */
export function toRawResult(result: RecognitionResult): RawResult {
  const tokens = result.tokens ?? []
  const timestamps = result.timestamps ?? []
  const logs = result.ys_log_probs ?? result.ys_probs ?? []
  return {
    text: result.text.replace(/\s+/g, ' ').trim(),
    tokens,
    timestamps: timestamps.length === tokens.length ? timestamps : [],
    probabilities: logs.length > 0 && logs.length === tokens.length ? logs.map(Math.exp) : [],
    // SenseVoice writes its language as <|en|>.
    language: result.lang?.replace(/[<|>]/g, '') || null,
  }
}
