import type { CatalogueEntry } from './catalogue-entry'

export interface ModelSize {
  bytes: number
  /** False where the length of a file of weight is not known, so that the model is larger. */
  isExact: boolean
}

/** What a model takes on the disk and on the way there; null where nothing is known. */
export function modelSize({ files }: Pick<CatalogueEntry, 'files'>): ModelSize | null {
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  // Tables of tokens, whose length may be unknown too, weigh nothing beside the networks.
  const isExact = files.every((file) => file.bytes !== null || !file.name.endsWith('.onnx'))
  return bytes === 0 ? null : { bytes, isExact }
}
