import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { moonshineTiny } from './builtin-models'
import { installMoonshineTiny } from './builtin-install.server'
import { catalogueEntrySchema, type CatalogueEntry, type InstalledModel } from './catalogue-entry'

export interface FindModelsOptions {
  /** Folders that hold one folder for each model; those that are not there are passed over. The first wins. */
  dirs: readonly string[]
  /** A folder of Steno's own for what it makes itself, such as token tables. */
  cacheDir: string
  /** Told of each folder whose `model.json` is of no use, and why. */
  onProblem?(folder: string, problem: string): void
}

/** Name of the description beside a model's files. */
export const MODEL_FILE = 'model.json'

/**
 * Every model that can be used now: those in the folders, each described by its `model.json`, and the built-in one
 * after them. A folder whose description is wrong or whose files are not all there is reported and passed over.
 */
export async function findModels(options: FindModelsOptions): Promise<InstalledModel[]> {
  const found = new Map<string, InstalledModel>()
  for (const dir of options.dirs) {
    for (const folder of await modelFolders(dir)) {
      const model = await readModel(folder, options)
      if (model && !found.has(model.entry.id)) found.set(model.entry.id, model)
    }
  }
  if (!found.has(moonshineTiny.id)) found.set(moonshineTiny.id, await installMoonshineTiny(options.cacheDir))
  return [...found.values()]
}

async function modelFolders(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => [])
  return names
    .sort()
    .map((name) => resolve(dir, name))
    .filter((folder) => existsSync(join(folder, MODEL_FILE)))
}

async function readModel(folder: string, { onProblem }: FindModelsOptions): Promise<InstalledModel | null> {
  try {
    const entry = catalogueEntrySchema.parse(JSON.parse(await readFile(join(folder, MODEL_FILE), 'utf8')))
    return installedIn(folder, entry)
  } catch (error) {
    onProblem?.(folder, error instanceof Error ? error.message : String(error))
    return null
  }
}

/** The entry's model in its folder; throws naming the first file that is missing. */
function installedIn(folder: string, entry: CatalogueEntry): InstalledModel {
  const paths = Object.fromEntries(entry.files.map(({ name }) => [name, join(folder, name)]))
  const missing = Object.entries(paths).find(([, path]) => !existsSync(path))
  if (missing) throw new Error(`The file ${missing[0]} is missing.`)
  return { entry, paths }
}
