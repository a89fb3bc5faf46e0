import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { ObjectStore } from '#domain/storage/object-store'

/** The object that says which database a store belongs to; the table `installation` holds the same id. */
export const markerKey = 'installation/id'
const rowKey = 'store_id'

/**
 * Whether the store is the one that this database describes. A fresh or restored database, or another installation in
 * the same bucket, must not take everything in it for orphans. A store without a marker becomes this database's own
 * only while it holds nothing (`unknownObjects` is 0) that the database does not know.
 */
export async function isOwnStore(db: Db, store: ObjectStore, unknownObjects: number): Promise<boolean> {
  const marker = await readMarker(store)
  const id = await getStoreId(db)
  if (marker !== null) return marker === id
  if (unknownObjects > 0) return false
  // The row comes first: what dies in between leaves no marker, and the next run writes it.
  await db.execute(sql`insert into installation (key, value) values (${rowKey}, ${randomUUID()}) on conflict do nothing`)
  const ownId = await getStoreId(db)
  await store.put(markerKey, (async function* () {
    yield Buffer.from(ownId!)
  })())
  return true
}

async function getStoreId(db: Db): Promise<string | null> {
  const { rows } = await db.execute<{ value: string }>(sql`select value from installation where key = ${rowKey}`)
  return rows[0]?.value ?? null
}

async function readMarker(store: ObjectStore): Promise<string | null> {
  if (!(await store.stat(markerKey))) return null
  const parts: Uint8Array[] = []
  for await (const part of await store.read(markerKey)) parts.push(part)
  return Buffer.concat(parts).toString()
}
