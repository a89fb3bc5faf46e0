import { AppError } from '#domain/errors/app-error'
import type { CatalogueEntry, InstalledModel } from './catalogue-entry'
import { speaksLanguage } from './model-language'

export interface ModelWish {
  /** BCP 47, or `auto`. */
  language: string
  /** Id in the catalogue; null leaves the choice to Steno. */
  modelId: string | null
  /** Recognised while it is spoken: models made for that come first. */
  isLive?: boolean
}

export interface ModelChoice {
  model: InstalledModel
  /** What the recognizer is told; null where it is to find out. */
  language: string | null
  /** A model that can tell which language is spoken; ask it, then choose again with its answer. */
  detectWith: InstalledModel | null
}

/**
 * The model for a recording. Throws `model_unknown`, `model_not_installed`, `language_not_in_model`, or
 * `language_not_installed`, each with what to do about it.
 */
export function chooseModel(
  wish: ModelWish,
  installed: readonly InstalledModel[],
  catalogue: readonly CatalogueEntry[],
): ModelChoice {
  const isAuto = wish.language === 'auto'
  const language = isAuto ? null : wish.language
  if (wish.modelId !== null) {
    const model = requireModel(wish.modelId, installed, catalogue)
    if (language && !speaksLanguage(model.entry, language)) throw wrongLanguage(model.entry, language)
    return { model, language: language ?? onlyLanguageOf(model), detectWith: null }
  }
  const kind = wish.isLive ? 'streaming' : 'offline'
  const [best] = sorted(installed.filter(({ entry }) => language === null || speaksLanguage(entry, language)), kind)
  if (!best) throw languageNotInstalled(language, catalogue)
  // A judge needs to hear more than there is when a live session begins.
  const judge = isAuto && !wish.isLive ? (sorted(installed.filter(canTellLanguages), kind).at(-1) ?? null) : null
  return { model: best, language: language ?? (judge ? null : onlyLanguageOf(best)), detectWith: judge }
}

/** What a model of one language recognises is that language, whatever was spoken. */
function onlyLanguageOf({ entry }: InstalledModel): string | null {
  return entry.languages !== '*' && entry.languages.length === 1 ? entry.languages[0]! : null
}

/** Whether the model can be asked which language is spoken. */
function canTellLanguages({ entry }: InstalledModel): boolean {
  return entry.engine.type === 'whisper' && entry.languages === '*'
}

/** Those of the kind first, and the best of each kind before the others. */
function sorted(models: readonly InstalledModel[], kind: CatalogueEntry['kind']): InstalledModel[] {
  const isOfKind = ({ entry }: InstalledModel) => Number(entry.kind === kind)
  return [...models].sort((a, b) => isOfKind(b) - isOfKind(a) || b.entry.rank - a.entry.rank)
}

function requireModel(
  id: string,
  installed: readonly InstalledModel[],
  catalogue: readonly CatalogueEntry[],
): InstalledModel {
  const model = installed.find(({ entry }) => entry.id === id)
  if (model) return model
  if (catalogue.some((entry) => entry.id === id)) {
    const command = pullCommand(id)
    throw new AppError('model_not_installed', `The model ${id} is not installed. Add it with: ${command}`, {
      params: { model: id, command },
    })
  }
  throw new AppError('model_unknown', `There is no model ${id}. See the list with: npm run models -- list`, {
    params: { model: id },
  })
}

function wrongLanguage({ id, languages }: CatalogueEntry, language: string): AppError {
  const spoken = languages === '*' ? 'any language' : languages.join(', ')
  return new AppError('language_not_in_model', `The model ${id} recognises ${spoken}, not ${language}.`, {
    params: { model: id, language },
  })
}

function languageNotInstalled(language: string | null, catalogue: readonly CatalogueEntry[]): AppError {
  const entry = language === null ? catalogue[0] : bestToAdd(language, catalogue)
  const params = { language: language ?? 'auto', command: entry ? pullCommand(entry.id) : '' }
  const what = language === null ? 'No model is installed.' : `No model for the language ${language} is installed.`
  const remedy = entry ? ` Add one with: ${params.command}` : ' The catalogue has none for it either.'
  return new AppError('language_not_installed', what + remedy, { params })
}

/** A model made for the language before one for all; offline before streaming. */
function bestToAdd(language: string, catalogue: readonly CatalogueEntry[]): CatalogueEntry | undefined {
  const score = (entry: CatalogueEntry) =>
    (entry.languages === '*' ? 0 : 1000) + (entry.kind === 'offline' ? 100 : 0) + entry.rank
  return catalogue
    .filter((entry) => speaksLanguage(entry, language))
    .sort((a, b) => score(b) - score(a))[0]
}

/** The command that adds a model. */
export function pullCommand(id: string): string {
  return `npm run models -- pull ${id}`
}
