import type { CatalogueEntry } from '#domain/models/catalogue-entry'
import { baseTag } from '#domain/models/model-language'
import { commonLanguages } from './spoken-languages'

type Model = Pick<CatalogueEntry, 'id' | 'title' | 'languages' | 'kind' | 'rank'>

/** What the form offers: languages that can be recognised now, those that could be, and the installed models. */
export interface UploadOptions {
  languages: string[]
  /** Languages without a model here, and the model that would add each. */
  missing: { language: string; modelId: string }[]
  models: { id: string; title: string }[]
}

/** Works out what can be offered, from the installed models and all that the catalogue knows. */
export function makeUploadOptions(installed: readonly Model[], catalogue: readonly Model[]): UploadOptions {
  const languages = new Set(installed.flatMap(languagesOf))
  const missing = new Map<string, Model>()
  for (const model of catalogue) {
    for (const language of languagesOf(model)) {
      if (languages.has(language)) continue
      missing.set(language, better(missing.get(language), model))
    }
  }
  return {
    languages: [...languages].sort(),
    missing: [...missing].map(([language, { id }]) => ({ language, modelId: id }))
      .sort((a, b) => (a.language < b.language ? -1 : 1)),
    models: installed.map(({ id, title }) => ({ id, title })),
  }
}

function languagesOf({ languages }: Model): string[] {
  return languages === '*' ? [...commonLanguages] : languages.map(baseTag)
}

/** A model made for the language before one for all, then one for whole files, then the one that ranks higher. */
function better(one: Model | undefined, other: Model): Model {
  if (!one) return other
  const score = (model: Model) =>
    (model.languages === '*' ? 0 : 1000) + (model.kind === 'offline' ? 100 : 0) + model.rank
  return score(other) > score(one) ? other : one
}
