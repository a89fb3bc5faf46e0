import { createHash } from 'node:crypto'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { embeddedRecordings } from '#db/schema/embedded-recordings'
import { embeddingCollections, type EmbeddingCollection } from '#db/schema/embedding-collections'

/** The collections that are kept up to date: the one that is searched, and one that may be on its way to replace it. */
export async function listLiveCollections(db: Db): Promise<EmbeddingCollection[]> {
  return db.select().from(embeddingCollections).where(ne(embeddingCollections.status, 'retired'))
    .orderBy(embeddingCollections.status)
}

/** The collection that is searched now; null before the first is made. */
export async function getActiveCollection(db: Db): Promise<EmbeddingCollection | null> {
  const [active] = await db.select().from(embeddingCollections).where(eq(embeddingCollections.status, 'active'))
  return active ?? null
}

/** A name that every store takes, one for each model and number of dimensions. */
function nameOf(model: string, dimensions: number): string {
  const hash = createHash('sha256').update(`${model}\0${dimensions}`).digest('hex').slice(0, 8)
  return `steno_${model.toLowerCase().replace(/[^a-z0-9]+/g, '_').slice(0, 40)}_${hash}`
}

/**
 * Makes the model's collection one that is kept up to date: the active one where there is none, else the one that is
 * being built; another one that was being built is given up. Returns whether anything has changed.
 */
export async function wantCollection(db: Db, model: string, dimensions: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockCollections(tx)
    const live = await listLiveCollections(tx)
    const active = live.find(({ status }) => status === 'active')
    const building = live.find(({ status }) => status === 'building')
    const name = nameOf(model, dimensions)
    if (active?.name === name) {
      if (building) await retire(tx, building.name)
      return building !== undefined
    }
    if (building?.name === name) return false
    if (building) await retire(tx, building.name)
    const status = active ? 'building' as const : 'active' as const
    await tx.insert(embeddingCollections).values({ name, model, dimensions, status })
      .onConflictDoUpdate({ target: embeddingCollections.name, set: { status } })
    return true
  })
}

/** Puts the collection that was built in place of the active one, unless that has changed meanwhile. */
export async function switchCollection(db: Db, building: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockCollections(tx)
    const live = await listLiveCollections(tx)
    if (!live.some(({ name, status }) => name === building && status === 'building')) return false
    for (const { name, status } of live) if (status === 'active') await retire(tx, name)
    await tx.update(embeddingCollections).set({ status: 'active' }).where(eq(embeddingCollections.name, building))
    return true
  })
}

/** Collections that are not needed any more; forget each once the store has dropped it. */
export async function listRetiredCollections(db: Db): Promise<string[]> {
  const rows = await db.select({ name: embeddingCollections.name }).from(embeddingCollections)
    .where(eq(embeddingCollections.status, 'retired'))
  return rows.map(({ name }) => name)
}

export async function forgetCollection(db: Db, name: string): Promise<void> {
  await db.delete(embeddingCollections)
    .where(and(eq(embeddingCollections.name, name), eq(embeddingCollections.status, 'retired')))
}

const lockCollections = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock(hashtext('steno:collections'))`)

async function retire(tx: Db, name: string): Promise<void> {
  await tx.update(embeddingCollections).set({ status: 'retired' }).where(eq(embeddingCollections.name, name))
  // They are not vectors of anything any more, should the collection be wanted again.
  await tx.delete(embeddedRecordings).where(eq(embeddedRecordings.collection, name))
}
