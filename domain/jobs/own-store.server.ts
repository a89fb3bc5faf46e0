import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { ObjectStore } from '#domain/storage/object-store'

/** The object that says which database a store belongs to; the table `installation` holds the same id. */
export const markerKey = 'installation/id'
const idKey = 'store_id'
const databaseKey = 'store_database'

/**
 * Whether the store is the one that this database has claimed (claim-store.server.ts). A restored database, or another
 * installation in the same bucket, must not take everything in it for orphans.
 */
export async function isOwnStore(db: Db, store: ObjectStore): Promise<boolean> {
  const marker = await readMarker(store)
  return marker !== null && marker === (await getEntry(db, idKey))
}

/** The id in the store; null where it has none. */
export async function readMarker(store: ObjectStore): Promise<string | null> {
  if (!(await store.stat(markerKey))) return null
  const parts: Uint8Array[] = []
  for await (const part of await store.read(markerKey)) parts.push(part)
  return Buffer.concat(parts).toString()
}

export async function writeMarker(store: ObjectStore, id: string): Promise<void> {
  await store.put(markerKey, (async function* () {
    yield Buffer.from(id)
  })())
}

/** The id in the database, which gets one when it has none. */
export async function ensureStoreId(db: Db): Promise<string> {
  await db.execute(sql`insert into installation (key, value) values (${idKey}, ${randomUUID()}) on conflict do nothing`)
  return (await getEntry(db, idKey))!
}

/** Writes a new id into the database. */
export async function renewStoreId(db: Db): Promise<string> {
  const id = randomUUID()
  await setEntry(db, idKey, id)
  return id
}

/** Where the database was when it claimed its store, as `identifyDatabase` says it; null where that is not known. */
export function getClaimant(db: Db): Promise<string | null> {
  return getEntry(db, databaseKey)
}

export async function setClaimant(db: Db, identity: string | null): Promise<void> {
  if (identity !== null) await setEntry(db, databaseKey, identity)
}

/**
 * Tells a database from a copy of it that was dumped and restored elsewhere: PostgreSQL's own id of the cluster, and the
 * database's in it. Null where this user may not ask.
 */
export async function identifyDatabase(db: Db): Promise<string | null> {
  const may = await db.execute<{ may: boolean }>(
    sql`select has_function_privilege('pg_catalog.pg_control_system()', 'execute') as may`,
  )
  if (!may.rows[0]?.may) return null
  const found = await db.execute<{ identity: string }>(
    sql`select system_identifier || '/' || d.oid as identity
          from pg_control_system(), pg_database d where d.datname = current_database()`,
  )
  return found.rows[0]?.identity ?? null
}

async function getEntry(db: Db, key: string): Promise<string | null> {
  const { rows } = await db.execute<{ value: string }>(sql`select value from installation where key = ${key}`)
  return rows[0]?.value ?? null
}

async function setEntry(db: Db, key: string, value: string): Promise<void> {
  await db.execute(sql`insert into installation (key, value) values (${key}, ${value})
                       on conflict (key) do update set value = excluded.value`)
}
