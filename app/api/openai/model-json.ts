import { stat } from 'node:fs/promises'
import { z } from 'zod'
import type { InstalledModel } from '#domain/models/catalogue-entry'

/** A model as OpenAI's list of them has it. */
export const modelShape = z.object({
  id: z.string(), object: z.literal('model'), created: z.int().describe('Unix seconds.'), owned_by: z.string(),
})

/** It was made, as far as clients are concerned, when it came here. */
export async function toModelJson({ entry, paths }: InstalledModel): Promise<z.input<typeof modelShape>> {
  const [file] = Object.values(paths)
  const createdMs = file === undefined ? 0 : await stat(file).then(({ mtimeMs }) => mtimeMs, () => 0)
  return { id: entry.id, object: 'model', created: Math.floor(createdMs / 1000), owned_by: 'steno' }
}
