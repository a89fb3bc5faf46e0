import { catalogueEntrySchema, type CatalogueEntry } from './catalogue-entry'
import { huggingFaceFiles, huggingFacePage, type PublishedFile } from './hugging-face'

type Figures = readonly [bytes: number | null, sha256: string | null]

const UNKNOWN: Figures = [null, null]
const TOKENS: Figures = [816_730, 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126']

function whisper(name: string, title: string, rank: number, revision: string, figures: readonly Figures[]): CatalogueEntry {
  const repository = `csukuangfj/sherpa-onnx-whisper-${name}`
  const [encoder, decoder, tokens] = [`${name}-encoder.int8.onnx`, `${name}-decoder.int8.onnx`, `${name}-tokens.txt`]
  const files = [encoder, decoder, tokens].map((file, index): PublishedFile => [file, ...(figures[index] ?? UNKNOWN)])
  return catalogueEntrySchema.parse({
    id: name === 'turbo' ? 'whisper-large-v3-turbo' : `whisper-${name}`,
    title,
    languages: '*',
    kind: 'offline',
    engine: { type: 'whisper', encoder, decoder, tokens },
    files: huggingFaceFiles(repository, revision, files),
    licence: 'MIT',
    homepage: huggingFacePage(repository),
    gives: { wordTimes: false, confidence: false, punctuation: true, streaming: false },
    rank,
  })
}

/** OpenAI's Whisper, quantised: about a hundred languages, and the judge of which one is spoken. */
export const whisperModels: readonly CatalogueEntry[] = [
  whisper('tiny', 'Whisper tiny', -30, '65176e2deb88badc814a94058666cadccc29b61c', [
    [12_937_772, 'd24fb083ae3b1041fc24e97971d60e280c9342201fbb67b0ab428a8b4a51a434'],
    [89_855_401, 'd2fece8dd42771f1df975c6c0445770d0c292bf7547c2cae04a6c0cc57540925'],
    TOKENS,
  ]),
  whisper('base', 'Whisper base', -20, 'main', [
    [29_120_534, '0b8fb1304b6109976038efff5ace81720e00386f3ff6b54ee8c75291ca0a1e11'],
    [130_672_026, '9759d217388a01b3a4c7c15533201067b48ae819c4daafc8624e64b9409dc02d'],
    TOKENS,
  ]),
  whisper('small', 'Whisper small', 10, 'main', [
    [112_442_483, '4cbe7b22fa9026b843b60a68640c747de05bafb1a11b57edc0e66c232d9f33a9'],
    [262_226_114, 'acad50b5c782696e91b55914cc5ab4f756f1532f76e22aa6fc615f39fb69a8ee'],
    TOKENS,
  ]),
  whisper('medium', 'Whisper medium', 20, 'main', []),
  whisper('large-v3', 'Whisper large v3', 40, 'main', []),
  whisper('turbo', 'Whisper large v3 turbo', 50, '2ca6ff69fc878651b770880507669577ac41c2ff', [
    [674_716_297, 'b02dcdf54f348741e93fe732b67d933c8dcb6735655f710640143081db38878b'],
    [361_080_764, '20accd02388482eb3a46bd615631adfdc85e1eb2c7db9ea3f02a40ffe6b81547'],
    TOKENS,
  ]),
]
