import { z } from 'zod'

/** What `response_format` may be. */
export const responseFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const
export type ResponseFormat = (typeof responseFormats)[number]
const granularities = ['word', 'segment'] as const
export type Granularity = (typeof granularities)[number]

const supported = (values: readonly string[]) => `Supported values are: ${values.map((value) => `'${value}'`).join(', ')}.`

const granularityList = z.string()
  .transform((text) => text.split(',').map((name) => name.trim()).filter(Boolean))
  .pipe(z.array(z.enum(granularities, `This is no granularity. ${supported(granularities)}`)))
  .optional()

/** What a form says of what is to be translated. Names of models and prompts are taken and change nothing, or little. */
export const translationFields = z.object({
  /** An installed model's id chooses it; every other name leaves the choice to Steno. */
  model: z.string().optional(),
  prompt: z.string().optional(),
  response_format: z.enum(responseFormats, `This is no format of an answer. ${supported(responseFormats)}`).default('json'),
  temperature: z.coerce.number('The temperature is a number from 0 to 1.').min(0, 'The temperature is at least 0.')
    .max(1, 'The temperature is at most 1.').default(0),
})

/** What a form says of what is to be transcribed. */
export const transcriptionFields = translationFields.extend({
  /** BCP 47; none has it found out, where a model can. */
  language: z.string().optional(),
  stream: z.enum(['true', 'false'], 'stream is true or false.').default('false').transform((text) => text === 'true'),
  'timestamp_granularities': granularityList,
  'timestamp_granularities[]': granularityList,
})

export type TranscriptionFields = z.output<typeof transcriptionFields>

/** Fields that come once for each value. */
export const listFields = ['timestamp_granularities', 'timestamp_granularities[]', 'include[]'] as const

/** What times are asked for; segments, where nobody says. */
export function wantedGranularities(fields: TranscriptionFields): readonly Granularity[] {
  const asked = [...(fields.timestamp_granularities ?? []), ...(fields['timestamp_granularities[]'] ?? [])]
  return asked.length > 0 ? asked : ['segment']
}
