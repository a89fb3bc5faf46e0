import { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { storeFields } from '../at-once/wants-stored'

/** Options that would change the answer in ways that Steno does not know; left out or false, they are nothing. */
const unsupported = [
  'callback', 'callback_method', 'multichannel', 'diarize', 'diarize_model', 'redact', 'replace', 'search', 'profanity_filter',
  'summarize', 'topics', 'custom_topic', 'intents', 'custom_intent', 'sentiment', 'detect_entities', 'encoding',
] as const

/** Repeated, an option comes as a list; the last of one that stands for one thing counts. */
const text = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat()).optional()
const one = text.transform((values) => values?.at(-1))
const flag = one.pipe(z.enum(['true', 'false'], 'This is true or false.').optional()).transform((value) => value === 'true')

/** What an address asks for. Whatever is not named here is taken and changes nothing. */
export const listenQuery = z.object({
  model: one,
  language: one,
  detect_language: flag,
  smart_format: flag,
  paragraphs: flag,
  utterances: flag,
  tag: text,
  ...storeFields,
}).catchall(z.unknown())

export type ListenQuery = z.output<typeof listenQuery>

/** Throws AppError `bad_request` for what would be answered otherwise than it was meant. */
export function refuseUnsupported(query: ListenQuery): void {
  const asked = unsupported.find((name) => ![undefined, '', 'false'].includes(query[name] as string | undefined))
  if (!asked) return
  const message = `Steno does not know ${asked}: leave it out.${hints[asked] ?? ''}`
  throw new AppError('bad_request', message, { params: { field: asked } })
}

const hints: Partial<Record<(typeof unsupported)[number], string>> = {
  callback: ' A webhook, set up under Settings, tells of every recording that is done.',
  encoding: ' Send audio in a file that says what it is, such as WAV; its format is found out.',
  multichannel: ' All channels are heard as one.',
  diarize: ' Speakers are not told apart.',
}

/** BCP 47, or `auto` where it is to be found out. */
export function wishedLanguage({ language, detect_language: isDetected }: ListenQuery): string {
  return isDetected || language === undefined || language === '' || language === 'multi' ? 'auto' : language
}
