import { moonshineTiny } from './builtin-models'
import type { CatalogueEntry } from './catalogue-entry'
import { offlineModels } from './offline-models'
import { streamingModels } from './streaming-models'
import { whisperModels } from './whisper-models'

/** Every model that Steno knows where to get; the built-in one first. */
export const catalogue: readonly CatalogueEntry[] = [
  moonshineTiny,
  ...offlineModels,
  ...whisperModels,
  ...streamingModels,
]

/** The entry of the id, or null. */
export function getCatalogueEntry(id: string): CatalogueEntry | null {
  return catalogue.find((entry) => entry.id === id) ?? null
}
