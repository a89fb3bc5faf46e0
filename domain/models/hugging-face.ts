import type { CatalogueEntryInput } from './catalogue-entry'

type FileInput = CatalogueEntryInput['files'][number]

/** A file's name in the repository, its bytes and its hash; null where the publisher's figure is not known here. */
export type PublishedFile = readonly [name: string, bytes: number | null, sha256: string | null]

/** Files of a Hugging Face repository at a revision: a commit never changes, `main` may. */
export function huggingFaceFiles(repository: string, revision: string, files: readonly PublishedFile[]): FileInput[] {
  return files.map(([name, bytes, sha256]) => ({
    name,
    source: { from: 'url', url: `https://huggingface.co/${repository}/resolve/${revision}/${name}` },
    bytes,
    sha256,
  }))
}

/** The repository's page, for people. */
export function huggingFacePage(repository: string): string {
  return `https://huggingface.co/${repository}`
}
