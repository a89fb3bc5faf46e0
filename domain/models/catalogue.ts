import { moonshineTiny } from './builtin-models'
import type { CatalogueEntry } from './catalogue-entry'

/** Every model that Steno knows where to get, best known first. */
export const catalogue: readonly CatalogueEntry[] = [moonshineTiny]

/** The entry of the id, or null. */
export function getCatalogueEntry(id: string): CatalogueEntry | null {
  return catalogue.find((entry) => entry.id === id) ?? null
}
