import type { CatalogueEntry } from '#domain/models/catalogue-entry'
import { modelSize, type ModelSize } from '#domain/models/model-size'

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
  size: ModelSize | null
}

/** The facts of a catalogue entry that people choose a model by. */
export function modelFactsOf(entry: CatalogueEntry): ModelFacts {
  const { id, title, languages, gives, engine, licence } = entry
  return {
    id, title, licence,
    languages: languages === '*' ? null : languages,
    wordTimes: gives.wordTimes,
    punctuation: gives.punctuation,
    detectsLanguage: engine.type === 'whisper',
    size: modelSize(entry),
  }
}
