import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'

export type Provider = 'cpu' | 'cuda'
/** What an operator may ask for: `cuda` insists, `auto` takes what works. */
export type ProviderWish = Provider | 'auto'

/** Two threads on one window are slower than one; throughput comes from windows side by side. */
const NUM_THREADS = 1
const DEFAULT_FEATURE_DIM = 80

/**
 * The engine's configuration of a model, in sherpa-onnx's own terms. Whisper and SenseVoice are told the language; for
 * others it changes nothing. `null` leaves it to the model to find out.
 */
export function engineConfig(model: InstalledModel, provider: Provider, language: string | null): object {
  const { engine } = model.entry
  const path = (name: string) => model.paths[name]!
  const common = { tokens: path(engine.tokens), numThreads: NUM_THREADS, provider }
  const featConfig = {
    sampleRate: PCM_SAMPLE_RATE,
    featureDim: ('featureDim' in engine ? engine.featureDim : undefined) ?? DEFAULT_FEATURE_DIM,
  }
  switch (engine.type) {
    case 'moonshine': {
      const moonshine = { encoder: path(engine.encoder), mergedDecoder: path(engine.mergedDecoder) }
      return { modelConfig: { ...common, moonshine } }
    }
    case 'moonshineV1': {
      const moonshine = {
        preprocessor: path(engine.preprocessor),
        encoder: path(engine.encoder),
        uncachedDecoder: path(engine.uncachedDecoder),
        cachedDecoder: path(engine.cachedDecoder),
      }
      return { modelConfig: { ...common, moonshine } }
    }
    case 'whisper': {
      const files = { encoder: path(engine.encoder), decoder: path(engine.decoder) }
      const whisper = { ...files, language: baseLanguage(language), task: 'transcribe', tailPaddings: -1 }
      return { modelConfig: { ...common, whisper } }
    }
    case 'senseVoice': {
      const senseVoice = { model: path(engine.model), language: baseLanguage(language), useInverseTextNormalization: 1 }
      return { featConfig, modelConfig: { ...common, senseVoice } }
    }
    case 'nemoCtc':
      return { featConfig, modelConfig: { ...common, nemoCtc: { model: path(engine.model) } } }
    case 'transducer':
    case 'onlineTransducer': {
      const transducer = {
        encoder: path(engine.encoder),
        decoder: path(engine.decoder),
        joiner: path(engine.joiner),
      }
      const modelType = 'modelType' in engine && engine.modelType ? { modelType: engine.modelType } : {}
      return { featConfig, modelConfig: { ...common, ...modelType, transducer }, decodingMethod: 'greedy_search' }
    }
  }
}

/** Whether the engine must be loaded anew, or told, for another language. */
export function dependsOnLanguage(model: InstalledModel): boolean {
  return model.entry.engine.type === 'whisper' || model.entry.engine.type === 'senseVoice'
}

/** The first part of a BCP 47 tag, as the engines name languages; empty means: find out. */
function baseLanguage(language: string | null): string {
  return language?.split('-')[0] ?? ''
}
