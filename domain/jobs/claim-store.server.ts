import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError, isAppError } from '#domain/errors/app-error'
import type { ObjectStore } from '#domain/storage/object-store'
import { backOffMs } from './back-off'
import { isDatabaseTrouble } from './database-trouble.server'
import {
  ensureStoreId, getClaimant, identifyDatabase, readMarker, renewStoreId, setClaimant, writeMarker,
} from './own-store.server'
import { findUnknown, listStore, tolerableOrphans } from './store-listing.server'

export interface StoreClaim {
  db: Db
  store: ObjectStore
  /** The id that a refusal named, where the operator has decided that this database shall have the store after all. */
  adopt: string | null
}

/**
 * Makes sure, before anything is stored or deleted, that the store is this database's own; an empty one becomes so. Two
 * databases on one store would each take the other's recordings for orphans. Every process calls it at its start.
 *
 * Throws AppError `config_invalid` with a sentence for the operator, and what storage and database throw.
 */
export async function claimStore({ db, store, adopt }: StoreClaim): Promise<void> {
  await store.check()
  // On its own, so that the id which a refusal names is not taken back with it.
  await ensureStoreId(db)
  await db.transaction(async (tx) => {
    // Processes that start together must not each write an id of their own.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('steno:store'))`)
    const id = await ensureStoreId(tx)
    const marker = await readMarker(store)
    const identity = await identifyDatabase(tx)
    const claimant = await getClaimant(tx)
    const isAdopted = adopt !== null && adopt === (marker ?? id)
    if (!isAdopted) {
      if (marker === null) await requireMatchingContent(tx, store, id)
      else if (marker !== id) throw refusal(sentences.another, marker)
      else if (identity !== null && claimant !== null && identity !== claimant) throw refusal(sentences.moved, id)
    }
    await setClaimant(tx, identity)
    if (isAdopted) await writeMarker(store, await renewStoreId(tx))
    else if (marker === null) await writeMarker(store, id)
  })
}

/** Claims the store as soon as storage and database answer; throws where the store is refused. */
export async function claimStoreOnceThere(claim: StoreClaim, onTrouble: (error: unknown) => void): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      return await claimStore(claim)
    } catch (error) {
      if (!isAway(error)) throw error
      onTrouble(error)
      await sleep(backOffMs(failures, { baseMs: 500, maxMs: 10_000 }))
    }
  }
}

/** Whether storage or database are out of reach for now, which says nothing about whose the store is. */
export function isAway(error: unknown): boolean {
  return isDatabaseTrouble(error) || (isAppError(error) && ['storage_unavailable', 'storage_full'].includes(error.code))
}

/** A store without an id is fresh, or of a time before there was one, or the wrong one: its content tells. */
async function requireMatchingContent(db: Db, store: ObjectStore, id: string): Promise<void> {
  const keys = [...(await listStore(store)).keys()]
  const unknown = (await findUnknown(db, keys)).length
  const known = keys.length - unknown
  if (unknown > 0 && (known === 0 || unknown > tolerableOrphans(keys.length))) throw refusal(sentences.foreign, id)
  if (known === 0 && (await hasAudio(db))) throw refusal(sentences.empty, id)
}

async function hasAudio(db: Db): Promise<boolean> {
  const found = await db.execute(
    sql`select from recordings where object_key is not null and status in ('queued', 'processing', 'done') limit 1`,
  )
  return found.rows.length > 0
}

const elsewhere = 'name another bucket or folder (STENO_STORAGE, S3_BUCKET, STENO_DATA_DIR)'
const sentences = {
  another:
    `The storage belongs to another database: ${elsewhere}, or the database that belongs to it (DATABASE_URL). ` +
    'If that database is gone for good, and this one shall have the storage,',
  moved:
    'This database was copied or moved here from another server: if the one there is still in use, ' +
    `${elsewhere} here. If it is gone for good,`,
  foreign:
    `The storage holds recordings that the database does not know: ${elsewhere}, or the database that belongs to it ` +
    '(DATABASE_URL). If no other Steno uses the storage, and what the database does not know may be deleted,',
  empty:
    `The storage holds none of the recordings that the database knows: ${elsewhere}, or mount the right one. ` +
    'If their audio is gone for good,',
}

function refusal(sentence: string, id: string): AppError {
  return new AppError('config_invalid', `${sentence} start once with STENO_ADOPT_STORAGE=${id}.`)
}
