import { catalogueEntrySchema } from './catalogue-entry'

const moonshinePackage = '@usefulsensors/moonshine-js'
const moonshineFolder = 'dist/model/tiny/quantized'

/** English recognition that every installation has: its files come with the npm packages. */
export const moonshineTiny = catalogueEntrySchema.parse({
  id: 'moonshine-tiny-en',
  title: 'Moonshine tiny (English)',
  languages: ['en'],
  kind: 'offline',
  engine: {
    type: 'moonshine',
    encoder: 'encoder_model.onnx',
    mergedDecoder: 'decoder_model_merged.onnx',
    tokens: 'tokens.txt',
  },
  files: [
    {
      name: 'encoder_model.onnx',
      source: { from: 'npm', package: moonshinePackage, path: `${moonshineFolder}/encoder_model.onnx` },
      bytes: 7937661,
      sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
    },
    {
      name: 'decoder_model_merged.onnx',
      source: { from: 'npm', package: moonshinePackage, path: `${moonshineFolder}/decoder_model_merged.onnx` },
      bytes: 20243286,
      sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
    },
    {
      name: 'tokens.txt',
      source: { from: 'generated', generator: 'moonshine-tokens' },
      sha256: '9ac35266432b530e72874bedb907503a0ff8f443245589612c27fca333b2c1a8',
    },
  ],
  licence: 'MIT',
  homepage: 'https://github.com/usefulsensors/moonshine-js',
  gives: { wordTimes: false, confidence: false, punctuation: true, streaming: false },
})

/** The voice activity detector; no entry of the catalogue, because it recognises nothing. */
export const sileroVad = {
  title: 'Silero VAD v5',
  package: '@ricky0123/vad-web',
  path: 'dist/silero_vad_v5.onnx',
  bytes: 2327524,
  sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
  licence: 'MIT',
} as const
