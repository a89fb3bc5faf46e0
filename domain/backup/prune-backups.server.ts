import { rename, rm } from 'node:fs/promises'
import type { ObjectStore } from '../storage/object-store'
import { draftEnding, listSnapshots, objectsFile } from './backup-folder.server'
import { readLines } from './line-file.server'

/**
 * Removes all but the newest snapshots, and the objects that none of those left needs: what people have deleted leaves the
 * backups with them.
 */
export async function pruneBackups(backupDir: string, objects: ObjectStore, keep: number): Promise<void> {
  const snapshots = await listSnapshots(backupDir)
  const old = snapshots.slice(0, Math.max(0, snapshots.length - keep))
  if (old.length === 0) return
  for (const { dir } of old) {
    // One that is half removed must not look whole; the next backup sweeps it away.
    await rename(dir, dir + draftEnding)
    await rm(dir + draftEnding, { recursive: true })
  }
  const needed = new Set<string>()
  for (const { dir } of snapshots.slice(old.length)) {
    for await (const line of readLines(objectsFile(dir))) needed.add((JSON.parse(line) as { key: string }).key)
  }
  for await (const { key } of objects.list('')) if (!needed.has(key)) await objects.delete(key)
}
