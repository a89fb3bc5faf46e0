/** The part of sherpa-onnx-node that Steno uses; the package itself ships its types as comments only. */
declare module 'sherpa-onnx-node' {
  export interface RecognitionResult {
    text: string
    /** Seconds from the start of the stream, one per token; empty where the model gives none. */
    timestamps?: number[]
    tokens?: string[]
    /** Natural logarithms of the tokens' probabilities; under the second name where the model is a streaming one. */
    ys_log_probs?: number[]
    ys_probs?: number[]
    lang?: string
  }

  export interface Stream {
    acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void
  }

  export interface OnlineStream extends Stream {
    inputFinished(): void
  }

  class OfflineRecognizer {
    constructor(config: object)
    createStream(): Stream
    setConfig(config: object): void
    decode(stream: Stream): void
    getResult(stream: Stream): RecognitionResult
  }

  class OnlineRecognizer {
    constructor(config: object)
    createStream(): OnlineStream
    isReady(stream: OnlineStream): boolean
    decode(stream: OnlineStream): void
    /** Every stream must be ready. */
    decodeStreams(streams: OnlineStream[]): void
    isEndpoint(stream: OnlineStream): boolean
    reset(stream: OnlineStream): void
    getResult(stream: OnlineStream): RecognitionResult
  }

  class SpokenLanguageIdentification {
    constructor(config: object)
    createStream(): Stream
    compute(stream: Stream): string
  }

  class Vad {
    constructor(config: object, bufferSizeInSeconds: number)
    acceptWaveform(samples: Float32Array): void
    isEmpty(): boolean
    isDetected(): boolean
    front(enableExternalBuffer?: boolean): { start: number; samples: Float32Array }
    pop(): void
    reset(): void
    flush(): void
  }

  const sherpa: {
    OfflineRecognizer: typeof OfflineRecognizer
    OnlineRecognizer: typeof OnlineRecognizer
    SpokenLanguageIdentification: typeof SpokenLanguageIdentification
    Vad: typeof Vad
  }
  export default sherpa
  export type { OfflineRecognizer, OnlineRecognizer, SpokenLanguageIdentification, Vad }
}
