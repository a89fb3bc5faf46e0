import { z } from 'zod'

/** A file of a snapshot, as it must be found again. */
const fileFacts = z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

const manifestSchema = z.object({
  product: z.literal('steno'),
  /** Of the layout of this folder; another one is another program's to read. */
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** The newest migration that the database had: db/migrations/meta/_journal.json. */
  schemaVersion: z.int(),
  tables: z.array(fileFacts.extend({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0) })),
  /** Of objects.jsonl.gz, and what it lists. */
  objects: fileFacts.extend({ count: z.int().min(0), objectBytes: z.int().min(0), missing: z.array(z.string()) }),
  /** Whether master keys and session secret are in the snapshot, sealed with a passphrase. */
  holdsSecrets: z.boolean(),
})

/** What a snapshot holds; its presence says that the snapshot is whole. */
export type Manifest = z.infer<typeof manifestSchema>

/** Null for a text that no backup of this kind wrote. */
export function parseManifest(text: string): Manifest | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
