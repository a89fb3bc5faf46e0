import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { AppError, isAppError } from '#domain/errors/app-error'
import type { ObjectStore } from '#domain/storage/object-store'
import { useDatabase } from '#tests/db/use-database'
import { useStore } from '#tests/support/use-store'
import { makeQueued, makeUser, originalKey } from '#tests/worker/rows'
import { claimStore, claimStoreOnceThere } from './claim-store.server'
import { isOwnStore, markerKey, readMarker } from './own-store.server'

const first = useDatabase()
const second = useDatabase()
const objects = useStore()

beforeEach(async () => {
  for (const { client } of [first, second]) await client.query('delete from recordings; delete from installation')
})

const claim = ({ db } = first, adopt: string | null = null) => claimStore({ db, store: objects.store, adopt })
const owns = ({ db } = first) => isOwnStore(db, objects.store)

/** The sentence of a refusal, and the id that it names. */
async function refusalOf(work: Promise<void>): Promise<{ sentence: string; id: string }> {
  const error = await work.then(() => expect.fail('it should have been refused'), (reason: unknown) => reason)
  if (!isAppError(error) || error.code !== 'config_invalid') throw error
  const [, id = ''] = /start once with STENO_ADOPT_STORAGE=([0-9a-f-]{36})\.$/.exec(error.message) ?? []
  return { sentence: error.message, id }
}

async function store(database = first): Promise<string> {
  const userId = await makeUser(database.client)
  return objects.put(originalKey(userId, await makeQueued(database.client, userId)))
}

it('takes an empty store, and again and again, also when several processes start at once', async () => {
  await Promise.all([claim(), claim(), claim()])
  const marker = await readMarker(objects.store)
  await store()
  await claim()
  expect(await readMarker(objects.store)).toBe(marker)
  expect(await owns()).toBe(true)
})

it('refuses the store of another database, which loses nothing, until the operator decides', async () => {
  await claim(first)
  await store(first)
  const { sentence, id } = await refusalOf(claim(second))
  expect(sentence).toContain('The storage belongs to another database')
  expect([await owns(first), await owns(second)]).toEqual([true, false])

  await refusalOf(claim(second, randomUUID()))
  await claim(second, id)
  expect([await owns(first), await owns(second)]).toEqual([false, true])
  // Left in the environment, the id does no harm: it is nobody's any more.
  await claim(second, id)
  await refusalOf(claim(first, id))
  expect(await owns(second)).toBe(true)
})

it('adopts once where several processes start with the id', async () => {
  await claim(first)
  const { id } = await refusalOf(claim(second))
  await Promise.all([claim(second, id), claim(second, id), claim(second, id)])
  expect(await owns(second)).toBe(true)
})

it('refuses a database that was copied from where the store is still in use', async () => {
  await claim()
  await first.client.query(`update installation set value = '1/1' where key = 'store_database'`)
  const { sentence, id } = await refusalOf(claim())
  expect(sentence).toContain('copied or moved')
  const before = await readMarker(objects.store)
  await claim(first, id)
  // The original finds an id that is not its own.
  expect(await readMarker(objects.store)).not.toBe(before)
  await claim()
})

it('refuses a store without an id that holds what the database does not know', async () => {
  await store(second)
  const { sentence, id } = await refusalOf(claim(first))
  expect(sentence).toContain('holds recordings that the database does not know')
  expect(await objects.store.stat(markerKey)).toBeNull()
  await claim(first, id)
  expect(await owns(first)).toBe(true)
})

it('refuses a store that lacks all that the database knows, as one that is not mounted', async () => {
  await claim()
  const key = await store()
  await objects.store.delete(key)
  await objects.store.delete(markerKey)
  const { sentence, id } = await refusalOf(claim())
  expect(sentence).toContain('holds none of the recordings')
  expect(await objects.store.stat(markerKey)).toBeNull()
  await objects.put(key)
  await claim()
  expect(await readMarker(objects.store)).toBe(id)
})

it('takes a store of a time before there were ids, with what a crash has left in it', async () => {
  await store()
  await objects.put(originalKey(randomUUID(), randomUUID()))
  await claim()
  expect(await owns()).toBe(true)
})

it('waits for a store that is away, but not for one that is refused', async () => {
  const troubles: unknown[] = []
  let calls = 0
  const away: ObjectStore = {
    ...objects.store,
    check: async () => {
      calls += 1
      if (calls === 1) throw new AppError('storage_unavailable', 'away')
    },
  }
  await claimStoreOnceThere({ db: first.db, store: away, adopt: null }, (error) => troubles.push(error))
  expect(troubles).toMatchObject([{ code: 'storage_unavailable' }])
  const claimed = claimStoreOnceThere({ db: second.db, store: away, adopt: null }, (error) => troubles.push(error))
  await refusalOf(claimed)
  expect(troubles).toHaveLength(1)
})
