import { joinBatches, type KeptFrames, type Take, type TakeStore } from '#domain/live/client/take'

const NAME = 'steno-live'
const VERSION = 1

interface KeptBatch extends KeptFrames {
  takeId: string
  /** Index after the last of its frames. */
  end: number
}

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
      const batch: KeptBatch = { takeId, first, end: first + frames.length, frames }
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
      const batches: KeptBatch[] = []
      await inTransaction(['batches'], 'readonly', (transaction) => {
        const request = transaction.objectStore('batches').index('end').openCursor(after)
        // One after the other: how many frames a batch has depends on how often its page could write.
        request.onsuccess = () => {
          const cursor = request.result
          if (!cursor) return
          const batch = cursor.value as KeptBatch
          batches.push(batch)
          if (batch.end < from + most) cursor.continue()
        }
        return request
      })
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
