import { languageOf, modelIdOf } from '../wishes'

/** What may stand in the address: Vosk's own protocol knows neither languages nor models. */
export interface VoskOptions {
  language: string
  modelId: string | null
}

export function parseVoskQuery(query: URLSearchParams): VoskOptions | { problem: string } {
  const language = languageOf(query.get('language'))
  if (language === null) return { problem: 'language takes a BCP 47 tag such as en.' }
  return { language, modelId: modelIdOf(query.get('model')) }
}
