import { catalogueEntrySchema, type CatalogueEntry } from './catalogue-entry'
import { huggingFaceFiles, huggingFacePage, type PublishedFile } from './hugging-face'

interface StreamingZipformer {
  id: string
  title: string
  languages: string[]
  repository: string
  revision: string
  /** Encoder, decoder, joiner, tokens. */
  files: readonly [PublishedFile, PublishedFile, PublishedFile, PublishedFile]
  rank: number
}

function streamingZipformer(facts: StreamingZipformer): CatalogueEntry {
  const [encoder, decoder, joiner, tokens] = facts.files.map(([name]) => name)
  return catalogueEntrySchema.parse({
    id: facts.id,
    title: facts.title,
    languages: facts.languages,
    kind: 'streaming',
    engine: { type: 'onlineTransducer', encoder, decoder, joiner, tokens },
    files: huggingFaceFiles(facts.repository, facts.revision, facts.files),
    licence: 'Apache-2.0',
    homepage: huggingFacePage(facts.repository),
    gives: { wordTimes: true, confidence: true, punctuation: false, streaming: true },
    rank: facts.rank,
  })
}

/** Models that write while one speaks. They serve for recordings where no other is installed for the language. */
export const streamingModels: readonly CatalogueEntry[] = [
  streamingZipformer({
    id: 'streaming-zipformer-en',
    title: 'Streaming zipformer (English)',
    languages: ['en'],
    repository: 'csukuangfj/sherpa-onnx-streaming-zipformer-en-2023-06-26',
    revision: '672fbf1b30579d6585301139bb363f42a0ad4a24',
    files: [
      [
        'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        71_083_163,
        '563fde436d16cf7607cf408cd6b30909819d03162652ef389c2450ced3f45ac1',
      ],
      [
        'decoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        1_307_236,
        '98da299f471e38bb4e1a8df579b8cc9122d6039576a77e357b3c60f17dd83b02',
      ],
      [
        'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        259_335,
        'd944208d660d67c8d72cd2acaeac971fa5ceb8c80e76c1968148846fedd6e297',
      ],
      ['tokens.txt', 5048, null],
    ],
    rank: 10,
  }),
  streamingZipformer({
    id: 'streaming-zipformer-zh-en',
    title: 'Streaming zipformer (Chinese and English)',
    languages: ['zh', 'en'],
    repository: 'csukuangfj/sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20',
    revision: 'main',
    files: [
      [
        'encoder-epoch-99-avg-1.int8.onnx',
        181_895_032,
        '8fa764187a261844f859d7143ebaa563af5d10adfece4c18a8f414c88cba2a9b',
      ],
      [
        'decoder-epoch-99-avg-1.int8.onnx',
        13_091_040,
        '1a70c593d71e53f023f5f55b0b4cfff5055abb786ee3992e5f63dc2e273cc4fa',
      ],
      ['joiner-epoch-99-avg-1.int8.onnx', null, null],
      ['tokens.txt', null, null],
    ],
    rank: 5,
  }),
  streamingZipformer({
    id: 'streaming-zipformer-multi',
    title: 'Streaming zipformer (Vietnamese, Chinese, English, Arabic, Indonesian, Japanese, Russian, Thai)',
    languages: ['vi', 'zh', 'en', 'ar', 'id', 'ja', 'ru', 'th'],
    repository: 'csukuangfj/sherpa-onnx-streaming-zipformer-ar_en_id_ja_ru_th_vi_zh-2025-02-10',
    revision: 'main',
    files: [
      [
        'encoder-epoch-75-avg-11-chunk-16-left-128.int8.onnx',
        296_583_597,
        'f9001ed7a9e46d0294438c1a30cd7c72d1cc4bdd4e7880edbcda36f67081e32e',
      ],
      [
        'decoder-epoch-75-avg-11-chunk-16-left-128.onnx',
        null,
        '7ebc63f34b21c8efb4a41a5a2eee7fe1448829ce0230ecc5369e67fc14d90d48',
      ],
      [
        'joiner-epoch-75-avg-11-chunk-16-left-128.int8.onnx',
        null,
        'db88e3172323551abaa99b91b18fb422a27ea4a834fd0db10389f9478816f917',
      ],
      ['tokens.txt', null, '784f24950f6bcce1b0021035632dd60fd4617ecd8ca0581ab57d7b39d77ba5ab'],
    ],
    rank: 0,
  }),
]
