import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { getSchemaVersion, isSchemaVersion, migrate, migrateTablesTo } from '#db/migrate.server'
import { AppError } from '../errors/app-error'
import { markerKey, writeMarker } from '../jobs/own-store.server'
import { makeFileStore } from '../storage/file-store.server'
import { loadOrCreateMasterKeys } from '../storage/master-key.server'
import type { ObjectStore } from '../storage/object-store'
import { objectsDir, objectsFile, tableFile, type Snapshot } from './backup-folder.server'
import type { ObjectLine } from './copy-objects.server'
import { digestFile } from './line-file.server'
import { loadTables } from './load-tables.server'
import { readIndex } from './make-backup.server'

export interface RestoreOptions {
  snapshot: Snapshot
  /** The folder of backups that it lies in. */
  from: string
  /** Of a database that holds nothing. */
  databaseUrl: string
  /** A storage that holds nothing, or a part of what the snapshot has. */
  store: ObjectStore
  /** Holds the keys that the backup's objects are sealed with. */
  masterKeysFile: string
  signal: AbortSignal
  say: (line: string) => void
}

/**
 * Brings an empty installation to what a snapshot holds, and up to date. Every file is compared with the manifest first,
 * every object as it is copied; then the rows come, all or none. Cut short before that, it can be run again.
 *
 * Throws AppError `config_invalid` with a sentence where the installation is not empty, the snapshot is damaged or of a
 * newer Steno, or the keys are not those of the backup.
 */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const { snapshot, store, databaseUrl, say } = options
  const { manifest } = snapshot
  if (!(await isSchemaVersion(manifest.schemaVersion))) {
    throw refusal('The backup was made by a newer version of Steno: update Steno, and restore it then.')
  }
  await verifyFiles(snapshot)
  const index = await readIndex(objectsFile(snapshot.dir))
  await requireEmptyDatabase(databaseUrl, manifest.schemaVersion)
  await requireEmptyStore(store, index)
  await store.check()
  await restoreObjects(options, index)
  say(`${index.size} objects are restored.`)
  await migrateTablesTo(databaseUrl, manifest.schemaVersion)
  const storeId = await restoreRows(databaseUrl, snapshot)
  await migrate(databaseUrl)
  await writeMarker(store, storeId)
  say(`${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows are restored, and the database is up to date.`)
}

async function verifyFiles({ dir, manifest }: Snapshot): Promise<void> {
  const files = [
    ...manifest.tables.map(({ name, ...facts }) => ({ path: tableFile(dir, name), ...facts })),
    { path: objectsFile(dir), ...manifest.objects },
  ]
  for (const { path, bytes, sha256 } of files) {
    const found = await digestFile(path).catch(() => null)
    if (found?.bytes !== bytes || found.sha256 !== sha256) throw refusal(`${path} is damaged or missing: restore another backup.`)
  }
}

async function requireEmptyDatabase(url: string, schemaVersion: number): Promise<void> {
  await withClient(url, async (client) => {
    const used = await client.query<{ used: string }>(
      `select application_name as used from pg_stat_activity where datname = current_database() and application_name like 'steno-%' limit 1`)
    if (used.rows[0]) throw refusal('Steno is running on this database: stop it first.')
    const tables = await client.query<{ there: boolean }>(`select to_regclass('public.users') is not null as there`)
    if (!tables.rows[0]?.there) return
    const rows = await client.query('select from users limit 1')
    if (rows.rows.length > 0) throw refusal('The database holds an installation already: restore into an empty one.')
    if ((await getSchemaVersion(client)) !== schemaVersion) {
      throw refusal('The database was set up by another version of Steno than the backup: restore into an empty one.')
    }
  })
}

/** What a restore that was cut short has copied is no stranger. */
async function requireEmptyStore(store: ObjectStore, index: ReadonlyMap<string, ObjectLine>): Promise<void> {
  for await (const { key } of store.list('')) {
    if (key === markerKey || index.has(key)) continue
    throw refusal('The storage holds objects already: restore into an empty one.')
  }
}

async function restoreObjects({ from, store, masterKeysFile, signal }: RestoreOptions, index: ReadonlyMap<string, ObjectLine>): Promise<void> {
  const kept = makeFileStore({ dir: objectsDir(from), masterKeys: await loadOrCreateMasterKeys(masterKeysFile) })
  await kept.check()
  for (const { key, bytes, sha256 } of index.values()) {
    signal.throwIfAborted()
    if ((await store.stat(key))?.bytes === bytes) continue
    const written = await store.put(key, await kept.read(key), { signal })
    if (written.sha256 === sha256) continue
    await store.delete(key)
    throw refusal(`The object ${key} in the backup is not what it was: restore another backup.`)
  }
}

/** Returns the id under which the storage belongs to this database from now on. */
async function restoreRows(url: string, { dir, manifest }: Snapshot): Promise<string> {
  return withClient(url, async (client) => {
    const storeId = randomUUID()
    await client.query('begin')
    await loadTables(client, dir, manifest.tables)
    // Functions are made anew by the migration that follows; and where the database is now it was not when it was saved.
    await client.query(`delete from installation where key in ('functions_hash', 'store_id', 'store_database')`)
    await client.query(`insert into installation (key, value) values ('store_id', $1)`, [storeId])
    await client.query('commit')
    return storeId
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'restore' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function refusal(sentence: string): AppError {
  return new AppError('config_invalid', sentence)
}
