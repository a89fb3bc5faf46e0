import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors/app-error'
import { parseManifest, type Manifest } from './manifest'

/** A snapshot of the database in a folder of backups; the objects of all snapshots lie together beside them. */
export interface Snapshot {
  /** Its folder's name, by which snapshots stand in order of time. */
  name: string
  dir: string
  manifest: Manifest
}

/** Where objects are kept, sealed with the installation's own master keys; each once, however many snapshots need it. */
export const objectsDir = (backupDir: string) => join(backupDir, 'storage')
export const snapshotsDir = (backupDir: string) => join(backupDir, 'snapshots')
export const manifestFile = (dir: string) => join(dir, 'manifest.json')
export const tableFile = (dir: string, table: string) => join(dir, `${table}.jsonl.gz`)
export const objectsFile = (dir: string) => join(dir, 'objects.jsonl.gz')
export const secretsFile = (dir: string) => join(dir, 'secrets.sealed.json')

/** A snapshot that is being written; what was cut short keeps this ending, and no manifest. */
export const draftEnding = '.part'

/** The snapshots of a folder that are whole, the oldest first. */
export async function listSnapshots(backupDir: string): Promise<Snapshot[]> {
  const names = (await readdir(snapshotsDir(backupDir)).catch(() => [])).filter((name) => !name.endsWith(draftEnding))
  const found: Snapshot[] = []
  for (const name of names.sort()) {
    const dir = join(snapshotsDir(backupDir), name)
    const manifest = parseManifest(await readFile(manifestFile(dir), 'utf8').catch(() => ''))
    if (manifest) found.push({ name, dir, manifest })
  }
  return found
}

/** The newest snapshot, or the one with this name. Throws AppError `config_invalid`. */
export async function requireSnapshot(backupDir: string, name: string | null): Promise<Snapshot> {
  const all = await listSnapshots(backupDir)
  const found = name === null ? all.at(-1) : all.find((snapshot) => snapshot.name === name)
  if (found) return found
  throw new AppError('config_invalid', name === null
    ? `There is no whole backup in ${backupDir}.`
    : `There is no whole backup ${name} in ${backupDir}; there are: ${all.map((snapshot) => snapshot.name).join(', ') || 'none'}.`)
}

/** Removes what backups that were cut short have left. Call it only while no other backup runs. */
export async function sweepDrafts(backupDir: string): Promise<void> {
  for (const name of await readdir(snapshotsDir(backupDir)).catch(() => [])) {
    if (name.endsWith(draftEnding)) await rm(join(snapshotsDir(backupDir), name), { recursive: true, force: true })
  }
}
