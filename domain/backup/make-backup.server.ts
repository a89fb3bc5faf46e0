import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { getSchemaVersion } from '#db/migrate.server'
import { AppError } from '../errors/app-error'
import { makeFileStore } from '../storage/file-store.server'
import { syncFolder } from '../storage/disk.server'
import { requireMasterKeys } from '../storage/master-key.server'
import type { ObjectStore } from '../storage/object-store'
import {
  draftEnding, listSnapshots, manifestFile, objectsDir, objectsFile, secretsFile, snapshotsDir, sweepDrafts, type Snapshot,
} from './backup-folder.server'
import { copyObjects, type CopyOptions, type ObjectLine } from './copy-objects.server'
import { dumpTables, readObjectKeys } from './dump-tables.server'
import { readLines, writeLines } from './line-file.server'
import type { Manifest } from './manifest'
import { pruneBackups } from './prune-backups.server'
import { sealSecrets } from './sealed-secrets.server'

export interface BackupOptions {
  databaseUrl: string
  store: ObjectStore
  masterKeysFile: string
  /** Null where the environment gives it. */
  sessionSecret: string | null
  /** Folder of backups; made when missing. */
  to: string
  /** Seals master keys and session secret into the backup; null leaves them out. */
  passphrase: string | null
  /** Snapshots kept, this one included; older ones go, with objects that only they need. */
  keep: number
  signal: AbortSignal
  say: (line: string) => void
}

/**
 * Takes a backup while Steno runs: one state of the database, and the objects that it stands for, of which those that are
 * in the folder already are not copied again. The snapshot appears when it is whole. Throws AppError `conflict` while
 * another backup of this installation runs, `config_invalid` without master keys or an installation, and what database and storage throw.
 */
export async function makeBackup(options: BackupOptions): Promise<Snapshot & { copied: number }> {
  const { to, store, say, signal } = options
  // Keys of its own would open nothing that the next backup finds here.
  const masterKeys = await requireMasterKeys(options.masterKeysFile)
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: 'backup' })
  await client.connect()
  try {
    await requireInstallation(client)
    await requireAlone(client)
    await mkdir(snapshotsDir(to), { recursive: true, mode: 0o700 })
    await sweepDrafts(to)
    const kept = makeFileStore({ dir: objectsDir(to), masterKeys })
    await kept.check()
    const earlier = (await listSnapshots(to)).at(-1) ?? null

    const createdAt = new Date()
    const name = `${createdAt.toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`
    const draft = join(snapshotsDir(to), name + draftEnding)
    await mkdir(draft, { mode: 0o700 })
    const known = earlier ? await readIndex(objectsFile(earlier.dir)) : new Map<string, ObjectLine>()
    const early = await copyAhead(client, { from: store, to: kept, known, signal })
    const keys: string[] = []
    await client.query('begin transaction isolation level repeatable read read only')
    const schemaVersion = await getSchemaVersion(client)
    const tables = await dumpTables(client, draft)
    for await (const key of readObjectKeys(client)) keys.push(key)
    await client.query('commit')
    say(`${tables.length} tables with ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows are written.`)

    const copying = copyObjects({ from: store, to: kept, keys, known, signal })
    const index = await writeLines(objectsFile(draft), copying.lines)
    const { count, objectBytes, missing } = copying.sums
    const copied = early + copying.sums.copied
    say(`${count} objects are in the backup, ${copied} of them new.`)
    if (missing.length > 0) say(`${missing.length} objects are not in storage, and so not in the backup: the manifest names them.`)

    await keepSecrets(options, draft)
    const manifest: Manifest = {
      product: 'steno', format: 1, createdAt: createdAt.toISOString(), schemaVersion, tables,
      objects: { ...index, count, objectBytes, missing }, holdsSecrets: options.passphrase !== null,
    }
    await writeDurably(manifestFile(draft), JSON.stringify(manifest, null, 2))
    const dir = join(snapshotsDir(to), name)
    await rename(draft, dir)
    await syncFolder(snapshotsDir(to))
    await pruneBackups(to, kept, options.keep)
    return { name, dir, manifest, copied }
  } finally {
    await client.end()
  }
}

/**
 * Copies what there is before the rows are read, and adds it to `known`: what is deleted while hours of audio are copied is
 * then no gap in the snapshot. Returns how many were copied.
 */
async function copyAhead(client: pg.Client, { known, ...options }: Omit<CopyOptions, 'keys'> & { known: Map<string, ObjectLine> }): Promise<number> {
  const keys: string[] = []
  await client.query('begin transaction read only')
  for await (const key of readObjectKeys(client)) keys.push(key)
  await client.query('commit')
  const { lines, sums } = copyObjects({ ...options, keys, known })
  for await (const line of lines) {
    const object = JSON.parse(line) as ObjectLine
    known.set(object.key, object)
  }
  return sums.copied
}

async function requireInstallation(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('public.users') is not null as there`)
  if (!rows[0]?.there) throw new AppError('config_invalid', 'The database holds no installation: run the backup with the environment that Steno has (DATABASE_URL).')
}

/** Held by the connection: it ends with this process, however that ends. */
async function requireAlone(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ alone: boolean }>(`select pg_try_advisory_lock(hashtext('steno:backup')) as alone`)
  if (!rows[0]?.alone) throw new AppError('conflict', 'Another backup of this installation is running: wait until it has ended.')
}

/** What the objects of a snapshot are, by key. */
export async function readIndex(file: string): Promise<Map<string, ObjectLine>> {
  const index = new Map<string, ObjectLine>()
  for await (const line of readLines(file)) {
    const object = JSON.parse(line) as ObjectLine
    index.set(object.key, object)
  }
  return index
}

async function keepSecrets({ passphrase, masterKeysFile, sessionSecret }: BackupOptions, dir: string): Promise<void> {
  if (passphrase === null) return
  const masterKeys = await readFile(masterKeysFile, 'utf8')
  await writeDurably(secretsFile(dir), sealSecrets({ masterKeys, sessionSecret }, passphrase))
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' })
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
