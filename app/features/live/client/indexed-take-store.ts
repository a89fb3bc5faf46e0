import { joinBatches, type KeptFrames, type Take, type TakeStore } from '#domain/live/client/take'

const NAME = 'steno-live'
const VERSION = 1
/** Frames of most batches: so many come between two writes. Where there are more in one, more are read. */
const BATCH_FRAMES = 5

/** Takes in this browser's IndexedDB. Rejects where it stores nothing, as in some private windows. */
export async function openTakeStore(factory: IDBFactory = indexedDB): Promise<TakeStore> {
  const database = await open(factory)
  /** Runs requests in one transaction, and resolves with the result of the first when all of it is stored. */
  const inTransaction = <Result>(
    stores: string[], mode: IDBTransactionMode, work: (transaction: IDBTransaction) => IDBRequest<Result>,
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode)
      const request = work(transaction)
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up.'))
    })

  return {
    async put(take) {
      await inTransaction(['takes'], 'readwrite', (transaction) => transaction.objectStore('takes').put(take))
    },
    list: () => inTransaction<Take[]>(['takes'], 'readonly', (transaction) => transaction.objectStore('takes').getAll()),
    async append(takeId, { first, frames }) {
      const batch = { takeId, first, end: first + frames.length, frames }
      await inTransaction(['batches'], 'readwrite', (transaction) => transaction.objectStore('batches').put(batch))
    },
    async dropBefore(takeId, index) {
      await inTransaction(['batches'], 'readwrite', (transaction) => {
        const batches = transaction.objectStore('batches')
        const keys = batches.index('end').getAllKeys(IDBKeyRange.bound([takeId, 0], [takeId, index]))
        keys.onsuccess = () => keys.result.forEach((key) => batches.delete(key))
        return keys
      })
    },
    async span(takeId) {
      const [firstKeys, last] = await Promise.all([
        inTransaction(['batches'], 'readonly', (transaction) =>
          transaction.objectStore('batches').getAllKeys(allOf(takeId), 1)),
        inTransaction(['batches'], 'readonly', (transaction) =>
          transaction.objectStore('batches').index('end').openKeyCursor(allOf(takeId), 'prev')),
      ])
      return { first: numberOf(firstKeys[0]), end: numberOf(last?.key) }
    },
    async read(takeId, from, most) {
      const after = IDBKeyRange.bound([takeId, from], [takeId, Number.MAX_SAFE_INTEGER], true)
      const batches = await inTransaction<KeptFrames[]>(['batches'], 'readonly', (transaction) =>
        transaction.objectStore('batches').index('end').getAll(after, Math.ceil(most / BATCH_FRAMES)))
      return joinBatches(batches, from, most)
    },
    async remove(takeId) {
      await inTransaction(['takes', 'batches'], 'readwrite', (transaction) => {
        transaction.objectStore('batches').delete(allOf(takeId))
        return transaction.objectStore('takes').delete(takeId)
      })
    },
  }
}

/** The number of a key, which stands beside its take; 0 for none. */
const numberOf = (key: IDBValidKey | undefined) => (Array.isArray(key) ? Number(key[1]) : 0)

const allOf = (takeId: string) => IDBKeyRange.bound([takeId, 0], [takeId, Number.MAX_SAFE_INTEGER])

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('takes', { keyPath: 'id' })
      request.result.createObjectStore('batches', { keyPath: ['takeId', 'first'] }).createIndex('end', ['takeId', 'end'])
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB does not open.'))
    request.onblocked = () => reject(new Error('IndexedDB is held by another version of this page.'))
  })
}
