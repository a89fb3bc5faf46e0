import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installMoonshineTiny } from '#domain/models/builtin-install.server'
import { catalogueEntrySchema, engineFiles, type InstalledModel } from '#domain/models/catalogue-entry'
import { makeToneModel } from '#tests/fixtures/tone-model/make-tone-model'
import { sharedPath } from './shared-audio'

/** The shared streaming model; the figure for its tail is what loses no word in the shared readings. */
export function sharedStreamingModel(): InstalledModel {
  const engine = {
    type: 'onlineTransducer',
    encoder: 'encoder.int8.onnx',
    decoder: 'decoder.onnx',
    joiner: 'joiner.onnx',
    tokens: 'tokens.txt',
    featureDim: 64,
    tailSeconds: 1.2,
  } as const
  const entry = catalogueEntrySchema.parse({
    id: 'quartznet-streaming',
    title: 'QuartzNet, streaming',
    languages: ['en'],
    kind: 'streaming',
    engine,
    files: engineFiles(engine).map((name) => ({ name })),
    licence: 'Apache-2.0',
    gives: { wordTimes: true, confidence: false, punctuation: false, streaming: true },
  })
  const folder = sharedPath('models/quartznet15x5-en-streaming-400ms')
  return { entry, paths: Object.fromEntries(entry.files.map(({ name }) => [name, join(folder, name)])) }
}

/** The built-in model. */
export const builtinModel = () => installMoonshineTiny(join(tmpdir(), 'steno-test-models'))

/** A streaming model that the project makes itself: it hears what `toneSpeech` says, and is always here. */
export const toneModel = () => makeToneModel(join(tmpdir(), 'steno-test-models/tones'))

/** Hears the same, speaks French and shouts: what another model has written can be told apart. */
export const loudToneModel = () =>
  makeToneModel(join(tmpdir(), 'steno-test-models/tones-loud'), {
    id: 'tones-loud',
    languages: ['fr'],
    write: (text) => (text.startsWith('<') ? text : text.toUpperCase()),
  })
