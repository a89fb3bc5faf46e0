import type { CatalogueEntry } from '#domain/models/catalogue-entry'

/** What the page of models says about one. */
export interface ModelFacts {
  id: string
  title: string
  /** Null for about a hundred. */
  languages: string[] | null
  wordTimes: boolean
  punctuation: boolean
  detectsLanguage: boolean
  licence: string
  /** Null where a file's length is not known. */
  bytes: number | null
}

/** The facts of a catalogue entry that people choose a model by. */
export function modelFactsOf({ id, title, languages, gives, engine, licence, files }: CatalogueEntry): ModelFacts {
  const known = files.every((file) => file.bytes !== null)
  return {
    id, title, licence,
    languages: languages === '*' ? null : languages,
    wordTimes: gives.wordTimes,
    punctuation: gives.punctuation,
    detectsLanguage: engine.type === 'whisper',
    bytes: known ? files.reduce((sum, file) => sum + (file.bytes ?? 0), 0) : null,
  }
}
