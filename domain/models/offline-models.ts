import { catalogueEntrySchema, type CatalogueEntry } from './catalogue-entry'
import { huggingFaceFiles, huggingFacePage } from './hugging-face'

const MOONSHINE_BASE = 'csukuangfj/sherpa-onnx-moonshine-base-en-int8'
const PARAKEET = 'csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8'
const SENSE_VOICE = 'csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17'
const ZIPFORMER_VI = 'csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20'

const parakeetLanguages =
  'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk'.split(' ')

/** Models for whole recordings, other than Whisper. */
export const offlineModels: readonly CatalogueEntry[] = [
  {
    id: 'moonshine-base-en',
    title: 'Moonshine base (English)',
    languages: ['en'],
    kind: 'offline' as const,
    engine: {
      type: 'moonshineV1' as const,
      preprocessor: 'preprocess.onnx',
      encoder: 'encode.int8.onnx',
      uncachedDecoder: 'uncached_decode.int8.onnx',
      cachedDecoder: 'cached_decode.int8.onnx',
      tokens: 'tokens.txt',
    },
    files: huggingFaceFiles(MOONSHINE_BASE, 'main', [
      ['preprocess.onnx', 14_077_290, 'ffa630d395c5ccf76f5d4954be5b882df76aaf6491519ec01fd82ea7a3819fb2'],
      ['encode.int8.onnx', 50_311_494, '7e38770f776f2e5583a53b052936005df2ba5c833d7e09c2a5fd796b94bf73e2'],
      ['uncached_decode.int8.onnx', 122_120_451, 'c01f4b35093bcac20d352d23a75a539e772964579f9d024a90e5e6f09cae9987'],
      ['cached_decode.int8.onnx', 99_983_837, '2db74e51cedf64a8b1be3c8192e0bb5e4923af0e90bd9e87f8e8771873f8ea03'],
      ['tokens.txt', null, null],
    ]),
    licence: 'MIT',
    homepage: huggingFacePage(MOONSHINE_BASE),
    gives: { wordTimes: false, confidence: false, punctuation: true, streaming: false },
    rank: 15,
  },
  {
    id: 'parakeet-tdt-0.6b-v3',
    title: 'Parakeet TDT 0.6B v3 (25 European languages)',
    languages: parakeetLanguages,
    kind: 'offline' as const,
    engine: {
      type: 'transducer' as const,
      encoder: 'encoder.int8.onnx',
      decoder: 'decoder.int8.onnx',
      joiner: 'joiner.int8.onnx',
      tokens: 'tokens.txt',
      modelType: 'nemo_transducer',
    },
    files: huggingFaceFiles(PARAKEET, '2bda32ec70b097a55adaa07d9a7173915b43cc78', [
      ['encoder.int8.onnx', 652_184_281, 'acfc2b4456377e15d04f0243af540b7fe7c992f8d898d751cf134c3a55fd2247'],
      ['decoder.int8.onnx', 11_845_275, '179e50c43d1a9de79c8a24149a2f9bac6eb5981823f2a2ed88d655b24248db4e'],
      ['joiner.int8.onnx', 6_355_277, '3164c13fc2821009440d20fcb5fdc78bff28b4db2f8d0f0b329101719c0948b3'],
      ['tokens.txt', 93_939, 'd58544679ea4bc6ac563d1f545eb7d474bd6cfa467f0a6e2c1dc1c7d37e3c35d'],
    ]),
    licence: 'CC-BY-4.0',
    homepage: huggingFacePage(PARAKEET),
    gives: { wordTimes: true, confidence: true, punctuation: true, streaming: false },
    rank: 60,
  },
  {
    id: 'sense-voice-small',
    title: 'SenseVoice small (Chinese, Cantonese, English, Japanese, Korean)',
    languages: ['zh', 'yue', 'en', 'ja', 'ko'],
    kind: 'offline' as const,
    engine: { type: 'senseVoice' as const, model: 'model.int8.onnx', tokens: 'tokens.txt' },
    files: huggingFaceFiles(SENSE_VOICE, '2365baeacb507f821a0c8120fcee3d484dba7a07', [
      ['model.int8.onnx', 239_233_841, 'c71f0ce00bec95b07744e116345e33d8cbbe08cef896382cf907bf4b51a2cd51'],
      ['tokens.txt', 315_894, 'f449eb28dc567533d7fa59be34e2abca8784f771850c78a47fb731a31429a1dc'],
    ]),
    licence: 'FunASR model licence',
    homepage: huggingFacePage(SENSE_VOICE),
    gives: { wordTimes: true, confidence: false, punctuation: true, streaming: false },
    rank: 5,
  },
  {
    id: 'zipformer-vi',
    title: 'Zipformer (Vietnamese)',
    languages: ['vi'],
    kind: 'offline' as const,
    engine: {
      type: 'transducer' as const,
      encoder: 'encoder-epoch-12-avg-8.int8.onnx',
      decoder: 'decoder-epoch-12-avg-8.onnx',
      joiner: 'joiner-epoch-12-avg-8.int8.onnx',
      tokens: 'tokens.txt',
    },
    files: huggingFaceFiles(ZIPFORMER_VI, 'main', [
      [
        'encoder-epoch-12-avg-8.int8.onnx',
        70_876_129,
        'b3abdef7a660fea7faf5e076b3c7613b0fc98406707103784d018189bb522124',
      ],
      ['decoder-epoch-12-avg-8.onnx', 5_165_084, 'd1d27cca84c824a8acf5ce6edf0f2c0880cfe295d2e69b95134de1707e1d9998'],
      ['joiner-epoch-12-avg-8.int8.onnx', null, '38ec49e1c18e4feb0cad4de13e25c83a866cf56f4a66f22e8ff579d591a69a46'],
      ['tokens.txt', null, 'f536d03c2e95ebd2930cf0abec88e823bd17d3c1933da7ae6a82db3b80605e15'],
    ]),
    licence: 'Apache-2.0',
    homepage: huggingFacePage(ZIPFORMER_VI),
    gives: { wordTimes: true, confidence: true, punctuation: false, streaming: false },
    rank: 55,
  },
].map((entry) => catalogueEntrySchema.parse(entry))
