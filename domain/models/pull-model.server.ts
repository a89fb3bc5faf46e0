import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#domain/errors/app-error'
import type { CatalogueEntry, ModelFile } from './catalogue-entry'
import { download, hashFile } from './download.server'
import { MODEL_FILE } from './find-models.server'

export interface PullOptions {
  /** The folder of models; the model gets one of its own in it. */
  dir: string
  signal?: AbortSignal
  /** Bytes of the file on the disk so far, and of all of it where that is known. */
  onProgress?(file: string, doneBytes: number, totalBytes: number | null): void
  /** Told the hash of a file for which the catalogue has none. */
  onPinned?(file: string, sha256: string): void
}

/**
 * Downloads a model. What was begun before goes on where it stopped; each file is checked against the catalogue's hash,
 * or, where the catalogue has none, its hash is pinned in the model's `model.json`. The model can be found only when all
 * of it is there. Throws `model_unknown` for a model that is not downloaded, `storage_full`, `storage_unavailable`,
 * `object_corrupt`, and the reason of an aborted signal. Returns the model's folder.
 */
export async function pullModel(entry: CatalogueEntry, options: PullOptions): Promise<string> {
  const folder = join(options.dir, entry.id)
  const draft = join(options.dir, `${entry.id}.part`)
  await mkdir(draft, { recursive: true })
  const files: ModelFile[] = []
  for (const file of entry.files) files.push(await pullFile(file, draft, options))
  await writeFile(join(draft, MODEL_FILE), `${JSON.stringify({ ...entry, files }, null, 2)}\n`)
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
  return folder
}

async function pullFile(file: ModelFile, draft: string, options: PullOptions): Promise<ModelFile> {
  if (file.source.from !== 'url') {
    throw new AppError('model_unknown', `${file.name} comes with Steno itself; there is nothing to download.`)
  }
  const path = join(draft, file.name)
  await download(file.source.url, path, {
    bytes: file.bytes,
    onProgress: (done, total) => options.onProgress?.(file.name, done, total),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const sha256 = await hashFile(path)
  if (file.sha256 === null) {
    options.onPinned?.(file.name, sha256)
  } else if (sha256 !== file.sha256) {
    await rm(path)
    throw new AppError('object_corrupt', `${file.name} is not what the catalogue expects. Try again; it was deleted.`)
  }
  return { ...file, sha256 }
}
